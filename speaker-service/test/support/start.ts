import { type ApiOf, type StartedService, startService, type TestBroker } from '@ems/testing';
import { readConfig } from '../../src/config';
import { createSpeakerService, type SpeakerService } from '../../src/service';

export type Api = ApiOf<SpeakerService>;

export type App = StartedService<SpeakerService>;

/** speaker-service on a database, a broker (when given) and ports of its own. */
export const startSpeakerService = (broker?: TestBroker): Promise<App> =>
  startService({
    name: 'speaker-service',
    create: (environment, keys) => createSpeakerService(readConfig(environment), { keys }),
    broker,
  });
