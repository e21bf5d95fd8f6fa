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
import { createEventService } from '../../src/service';

export interface Running {
  database: TestDatabase;
  /** A caller of the API: nobody without an id, else a member or admin of that id. */
  as(userId?: string, role?: 'member' | 'admin'): Api;
  /** Another instance on the same database, without a broker unless it is given one. */
  second(broker?: TestBroker): Promise<{ as: Running['as']; stop(): Promise<void> }>;
  stop(): Promise<void>;
}

export interface Surroundings {
  broker?: TestBroker;
  /** Where session-service and speaker-service answer; nobody does at the default. */
  sessionTarget?: string;
  speakerTarget?: string;
}

const nobody = '127.0.0.1:1';

/** event-service on a database and ports of its own. */
export async function startEventService(around: Surroundings = {}): Promise<Running> {
  const checkLeaks = watchLeaks();
  const database = await createTestDatabase('event-service');
  const tokens = createTestTokens();
  const start = async (amqpUrl: string) => {
    const config = readConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      HTTP_PORT: '0',
      DATABASE_URL: database.url,
      AMQP_URL: amqpUrl,
      PUBLIC_URL: 'https://ems.example',
      SESSION_GRPC_TARGET: around.sessionTarget ?? nobody,
      SPEAKER_GRPC_TARGET: around.speakerTarget ?? nobody,
    });
    const service = createEventService(config, { keys: tokens.keys });
    await service.start();
    const base = `http://127.0.0.1:${service.httpPort()}`;
    const as: Running['as'] = (userId, role) => api(base, userId && tokens.tokenFor(userId, role));
    return { as, stop: service.stop };
  };
  const first = await start(around.broker?.amqpUrl('event-service') ?? '');
  return {
    database,
    as: first.as,
    second: broker => start(broker?.amqpUrl('event-service') ?? ''),
    async stop() {
      await first.stop();
      await database.drop();
      await around.broker?.drop();
      await checkLeaks();
    },
  };
}

export const startBroker = () =>
  createTestBroker(messages, ['user-service', 'event-service', 'session-service', 'speaker-service']);
