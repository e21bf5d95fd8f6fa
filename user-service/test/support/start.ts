import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase, watchLeaks } from '@ems/chassis/testing';
import { readConfig } from '../../src/config';
import { createUserService } from '../../src/service';

export interface Running {
  /** Base of the service's own port. */
  url: string;
  database: TestDatabase;
  stop(): Promise<void>;
}

/** user-service on a database, keys and port of its own. */
export async function startUserService(environment: Record<string, string> = {}): Promise<Running> {
  const checkLeaks = watchLeaks();
  const database = await createTestDatabase('user-service');
  const keysDir = mkdtempSync(join(tmpdir(), 'ems-keys-'));
  const service = createUserService(
    readConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      HTTP_PORT: '0',
      DATABASE_URL: database.url,
      KEYS_DIR: keysDir,
      ...environment,
    }),
  );
  await service.start();
  return {
    url: `http://127.0.0.1:${service.httpPort()}`,
    database,
    async stop() {
      await service.stop();
      await database.drop();
      rmSync(keysDir, { recursive: true });
      await checkLeaks();
    },
  };
}
