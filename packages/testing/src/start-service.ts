import type { KeySource } from '@ems/chassis/auth';
import type { Service } from '@ems/chassis/service';
import { messages } from '@ems/contracts';
import { type Api, api, checkReplies } from './api';
import { createTestBroker, type TestBroker } from './broker';
import { createTestDatabase, patient, type TestDatabase } from './database';
import { watchLeaks } from './leaks';
import { type ReplyCheck, replyCheck } from './reply-check';
import { createTestTokens } from './tokens';

/** Callers of a service know its routes, and so the bodies of its replies. */
export type ApiOf<S extends Service> = Api<S['routes'][number]>;

/** One running instance of a service. */
export interface Instance<S extends Service> {
  service: S;
  /** Base of its HTTP port. */
  url: string;
  /** A caller of its API: nobody without an id, else a member or admin of that id, in a login of its own or in that of `sid`. */
  as(userId?: string, role?: 'member' | 'admin', sid?: string): ApiOf<S>;
  stop(): Promise<void>;
}

export interface StartedService<S extends Service> extends Instance<S> {
  database: TestDatabase;
  /** Another instance on the same database, without a broker unless it is given one. */
  second(environment?: Record<string, string>): Promise<Instance<S>>;
  /** Stops the first instance alone; what it had stays for the next. */
  halt(): Promise<void>;
  /** Stops the first instance, drops the database and the broker, and checks that nothing is left open. */
  stop(): Promise<void>;
}

interface Definition<S extends Service> {
  name: string;
  /** Makes the service, with the keys by which the tokens of {@link Instance.as} are verified. */
  create(environment: Record<string, string>, keys: KeySource): S;
  /** What the service needs beside what each does. */
  environment?: Record<string, string>;
  broker?: TestBroker | undefined;
}

/** By the names of the services, as all instances promise the same replies. */
const replyChecks = new Map<string, ReplyCheck>();

function replyCheckOf(name: string, service: Service): ReplyCheck {
  const check = replyChecks.get(name) ?? replyCheck(service.openapi());
  replyChecks.set(name, check);
  return check;
}

/** A service on a database, a broker (when given) and ports of its own, with the rights that it has in a true system. */
export async function startService<S extends Service>(definition: Definition<S>): Promise<StartedService<S>> {
  const { name, create, environment = {}, broker } = definition;
  const checkLeaks = watchLeaks();
  const database = await createTestDatabase(name);
  const tokens = createTestTokens();
  const start = async (more: Record<string, string>): Promise<Instance<S>> => {
    const common = {
      NODE_ENV: 'test',
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
      HTTP_PORT: '0',
      GRPC_PORT: '0',
    };
    const service = create({ ...common, DATABASE_URL: patient(database.url), ...environment, ...more }, tokens.keys);
    await service.start();
    const url = `http://127.0.0.1:${service.httpPort()}`;
    checkReplies(url, replyCheckOf(name, service));
    return {
      service,
      url,
      as: (userId, role, sid) => api(url, userId && tokens.tokenFor(userId, role, sid ? { sid } : {})),
      stop: service.stop,
    };
  };
  const first = await start({ AMQP_URL: broker?.amqpUrl(name) ?? '' });
  return {
    ...first,
    database,
    second: (more = {}) => start(more),
    halt: first.stop,
    async stop() {
      await first.stop();
      await database.drop();
      await broker?.drop();
      await checkLeaks();
    },
  };
}

/** A corner of the test broker, provisioned for all producers and consumers of the system. */
export const startBroker = (): Promise<TestBroker> =>
  createTestBroker(messages, [...new Set(messages.flatMap(({ producer, consumers }) => [producer, ...consumers]))]);
