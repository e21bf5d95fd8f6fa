import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestBroker, type TestDatabase, watchLeaks } from '@ems/chassis/testing';
import { readConfig } from '../../src/config';
import { createUserService } from '../../src/service';

export interface Instance {
  /** Base of the service's own port. */
  url: string;
  stop(): Promise<void>;
}

export interface Running extends Instance {
  database: TestDatabase;
  /** Where its mails are written. */
  mailDir: string;
  keysDir: string;
  /** Stops the first instance alone; what it held stays for the next. */
  halt(): Promise<void>;
  /** Another instance on the same database, keys and mails. */
  second(environment?: Record<string, string>): Promise<Instance>;
}

/**
 * user-service on a database, keys, mails and port of its own, without throttles and with cheap passwords unless others are
 * asked for.
 */
export async function startUserService(
  environment: Record<string, string> = {},
  broker?: TestBroker,
): Promise<Running> {
  const checkLeaks = watchLeaks();
  const database = await createTestDatabase('user-service');
  const keysDir = mkdtempSync(join(tmpdir(), 'ems-keys-'));
  const mailDir = mkdtempSync(join(tmpdir(), 'ems-mail-'));
  const start = async (more: Record<string, string> = {}): Promise<Instance> => {
    const service = createUserService(
      readConfig({
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        HTTP_PORT: '0',
        RATE_LIMITS: 'off',
        PASSWORD_COST: '5',
        DATABASE_URL: database.url,
        KEYS_DIR: keysDir,
        MAIL_DIR: mailDir,
        PUBLIC_URL: 'https://ems.example',
        AMQP_URL: broker?.amqpUrl('user-service') ?? '',
        ...environment,
        ...more,
      }),
    );
    await service.start();
    return { url: `http://127.0.0.1:${service.httpPort()}`, stop: service.stop };
  };
  const first = await start();
  return {
    ...first,
    database,
    keysDir,
    mailDir,
    halt: first.stop,
    second: start,
    async stop() {
      await first.stop();
      await database.drop();
      await broker?.drop();
      rmSync(keysDir, { recursive: true });
      rmSync(mailDir, { recursive: true });
      await checkLeaks();
    },
  };
}
