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
import { createSessionService } from '../../src/service';

export interface Running {
  url: string;
  grpcTarget: string;
  database: TestDatabase;
  /** Nobody without an id, else a member or admin of that id. */
  as(userId?: string, role?: 'member' | 'admin'): Api;
  stop(): Promise<void>;
}

/** session-service on a database, a broker (when given) and ports of its own. */
export async function startSessionService(broker?: TestBroker): Promise<Running> {
  const checkLeaks = watchLeaks();
  const database = await createTestDatabase('session-service');
  const tokens = createTestTokens();
  const config = readConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    HTTP_PORT: '0',
    GRPC_PORT: '0',
    DATABASE_URL: database.url,
    AMQP_URL: broker?.amqpUrl('session-service') ?? '',
  });
  const service = createSessionService(config, { keys: tokens.keys });
  await service.start();
  const url = `http://127.0.0.1:${service.httpPort()}`;
  return {
    url,
    grpcTarget: `127.0.0.1:${service.grpcPort()}`,
    database,
    as: (userId, role) => api(url, userId && tokens.tokenFor(userId, role)),
    async stop() {
      await service.stop();
      await database.drop();
      await broker?.drop();
      await checkLeaks();
    },
  };
}

export const startBroker = () =>
  createTestBroker(messages, ['user-service', 'session-service', 'event-service', 'speaker-service']);
