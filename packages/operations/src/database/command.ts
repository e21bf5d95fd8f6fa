/**
 * `node command.js [FOLDER]`: provisions the database of one service, each of the three roles by its connection string, as soon as
 * its server can be reached. With the service's folder named, its migrations are applied then; a database of other migrations is refused
 * before any is. It ends with 0 when all are there.
 */
import { join } from 'node:path';
import { isOpenLogin, loadConfig, serviceEnvironment } from '@ems/chassis/config';
import { whenReachable } from '../when-reachable';
import { deployMigrations, FailedMigrationsError } from './deploy';
import { pendingMigrations } from './migrations';
import { provisionDatabase } from './provision';

const remedy = 'throw the data of all services away with `docker compose down --volumes` and start again';

async function main(): Promise<void> {
  const { NODE_ENV, DATABASE_URL } = serviceEnvironment;
  const { NODE_ENV: environment, ...urls } = loadConfig({
    NODE_ENV,
    ADMIN_DATABASE_URL: DATABASE_URL,
    DATABASE_URL,
    SERVICE_DATABASE_URL: DATABASE_URL,
  });
  const open = Object.entries(urls).flatMap(([name, url]) => (isOpenLogin(url) ? [`the password in ${name}`] : []));
  if (environment === 'production' && open.length > 0) {
    throw new Error(`Not usable with NODE_ENV=production: ${open.join(', ')}`);
  }
  const serviceUrl = urls.SERVICE_DATABASE_URL;
  const adminUrl = urls.ADMIN_DATABASE_URL;
  await whenReachable(() => provisionDatabase({ adminUrl, ownerUrl: urls.DATABASE_URL, serviceUrl }));
  const { username, pathname } = new URL(serviceUrl);
  console.log(`The database ${pathname.slice(1)} is provisioned for ${username}.`);
  const [folder] = process.argv.slice(2);
  if (!folder) return;
  const pending = await pendingMigrations(urls.DATABASE_URL, join(folder, 'prisma/migrations'), remedy);
  console.log(pending.length === 0 ? 'No migration is pending.' : `Pending migrations: ${pending.join(', ')}`);
  if (pending.length > 0) console.log(await deployMigrations(urls.DATABASE_URL, folder, remedy));
}

main().catch(error => {
  if (error instanceof FailedMigrationsError) console.error(error.output);
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
