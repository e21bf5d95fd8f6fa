import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestDatabase } from './database';

const root = join(__dirname, '../../..');

/**
 * What `prisma migrate dev` would write for a service, because its schema.prisma says other than its migrations. What a schema cannot say
 * (checks, exclusions, triggers, partial indexes) does not differ for Prisma.
 * @param database made by the migrations
 * @param service such as `user-service`
 * @returns SQL, without a line where the two agree
 */
export async function schemaDrift(database: TestDatabase, service: string): Promise<string> {
  const prisma = join(root, 'node_modules/prisma/build/index.js');
  const args = [prisma, 'migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma', '--script'];
  // Its owner's, who alone may migrate.
  const owner = `${service.replaceAll('-', '_')}_owner`;
  const url = Object.assign(new URL(database.url), { username: owner, password: owner }).href;
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: join(root, service),
    env: { ...process.env, DATABASE_URL: url, NO_COLOR: '1' },
  });
  const isStatement = (line: string) => line.trim() !== '' && !line.startsWith('--');
  return stdout.split('\n').filter(isStatement).join('\n');
}
