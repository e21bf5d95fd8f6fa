import { type ApiOf, type StartedService, startService, type TestBroker } from '@ems/testing';
import { readConfig } from '../../src/config';
import { createSessionService, type SessionService } from '../../src/service';

export type Api = ApiOf<SessionService>;

export interface App extends StartedService<SessionService> {
  grpcTarget: string;
}

/** session-service on a database, a broker (when given) and ports of its own. */
export async function startSessionService(broker?: TestBroker): Promise<App> {
  const started = await startService<SessionService>({
    name: 'session-service',
    create: (environment, keys) => createSessionService(readConfig(environment), { keys }),
    broker,
  });
  return { ...started, grpcTarget: `127.0.0.1:${started.service.grpcPort()}` };
}
