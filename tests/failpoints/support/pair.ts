import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createTestDatabase,
  createTestTokens,
  patient,
  startBroker,
  type TestBroker,
  type TestDatabase,
} from '@ems/testing';
import type { ServiceName } from '../../support/services';
import { type ServiceProcess, serviceProcess } from './service-process';

/** speaker-service, which tells of profiles, and session-service, which hears of them, on real servers. */
export interface Pair {
  broker: TestBroker;
  databases: Record<'speaker-service' | 'session-service', TestDatabase>;
  processes: Record<'speaker-service' | 'session-service', ServiceProcess>;
  /** Of somebody. */
  userId: string;
  token: string;
  /** Another instance of a service, which is started by whoever asks for it. */
  another(service: 'speaker-service' | 'session-service'): ServiceProcess;
  stop(): Promise<void>;
}

/** Starts neither of the two. */
export async function makePair(): Promise<Pair> {
  const broker = await startBroker();
  const databases = {
    'speaker-service': await createTestDatabase('speaker-service'),
    'session-service': await createTestDatabase('session-service'),
  };
  const tokens = createTestTokens();
  const keys = createServer((_request, response) => response.end(JSON.stringify(tokens.jwks)));
  await new Promise<void>(resolve => keys.listen(0, '127.0.0.1', resolve));
  const JWKS_URL = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks.json`;
  const made: ServiceProcess[] = [];
  const another = (service: keyof typeof databases & ServiceName) => {
    const DATABASE_URL = patient(databases[service].url);
    const instance = serviceProcess(service, { DATABASE_URL, AMQP_URL: broker.amqpUrl(service), JWKS_URL });
    made.push(instance);
    return instance;
  };
  const userId = randomUUID();
  return {
    broker,
    databases,
    processes: { 'speaker-service': another('speaker-service'), 'session-service': another('session-service') },
    userId,
    token: tokens.tokenFor(userId),
    another,
    async stop() {
      await Promise.all(made.map(instance => instance.stop()));
      await new Promise(resolve => keys.close(resolve));
      await Promise.all(Object.values(databases).map(database => database.drop()));
      await broker.drop();
    },
  };
}
