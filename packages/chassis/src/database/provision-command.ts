/** `node provision-command.js`: provisions the database of one service; each of the three roles by its connection string. */
import { provisionDatabase } from './provision';

async function main(): Promise<void> {
  const serviceUrl = variable('SERVICE_DATABASE_URL');
  await provisionDatabase({
    adminUrl: variable('ADMIN_DATABASE_URL'),
    ownerUrl: variable('DATABASE_URL'),
    serviceUrl,
  });
  const { username, pathname } = new URL(serviceUrl);
  console.log(`The database ${pathname.slice(1)} is provisioned for ${username}.`);
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing`);
  return value;
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
