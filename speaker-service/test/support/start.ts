import {
  type Api,
  api,
  createTestBroker,
  createTestDatabase,
  createTestTokens,
  type TestBroker,
  type TestDatabase,
  watchLeaks,
} from '@ems/chassis/testing';
import { messages } from '@ems/contracts';
import { readConfig } from '../../src/config';
import { createSpeakerService } from '../../src/service';

export interface Running {
  grpcTarget: string;
  database: TestDatabase;
  openapi(): object;
  /** A caller of the API: nobody without an id, else a member or admin of that id. */
  as(userId?: string, role?: 'member' | 'admin'): Api;
  /** Another instance on the same database. */
  second(): Promise<{ as: Running['as']; stop(): Promise<void> }>;
  stop(): Promise<void>;
}

/** speaker-service on a database, a broker (when given) and ports of its own. */
export async function startSpeakerService(broker?: TestBroker): Promise<Running> {
  const checkLeaks = watchLeaks();
  const database = await createTestDatabase('speaker-service');
  const tokens = createTestTokens();
  const start = async (amqpUrl: string) => {
    const config = readConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      DATABASE_URL: database.url,
      AMQP_URL: amqpUrl,
    });
    const service = createSpeakerService(config, { keys: tokens.keys });
    await service.start();
    const base = `http://127.0.0.1:${service.httpPort()}`;
    const as: Running['as'] = (userId, role) => api(base, userId && tokens.tokenFor(userId, role));
    return { as, stop: service.stop, grpcPort: service.grpcPort, openapi: service.openapi };
  };
  const first = await start(broker?.amqpUrl('speaker-service') ?? '');
  return {
    grpcTarget: `127.0.0.1:${first.grpcPort()}`,
    database,
    as: first.as,
    openapi: first.openapi,
    second: () => start(''),
    async stop() {
      await first.stop();
      await database.drop();
      await broker?.drop();
      await checkLeaks();
    },
  };
}

export const startBroker = () =>
  createTestBroker(messages, ['user-service', 'speaker-service', 'event-service', 'session-service']);
