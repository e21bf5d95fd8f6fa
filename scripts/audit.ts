/**
 * `npm run audit -- verify [SERVICE] [--head …]` and `npm run audit -- list [SERVICE] …`: the chassis' own command on the
 * databases of `npm start`, on all four where none is named.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SERVICES, type ServiceEntry } from './stack/catalogue.ts';
import { databaseUrl, developmentConfig, root } from './stack/config.ts';

const command = join(root, 'packages/chassis/dist/audit/command.js');
const config = developmentConfig();

function run(service: ServiceEntry, args: readonly string[]): number {
  const env = { ...process.env, DATABASE_URL: databaseUrl(config, service) };
  return spawnSync(process.execPath, [command, ...args], { stdio: 'inherit', env }).status ?? 2;
}

const [verb = '', ...rest] = process.argv.slice(2);
const named = SERVICES.find(({ name }) => name === rest[0]);
if (named) process.exitCode = run(named, [verb, ...rest.slice(1)]);
else {
  for (const service of SERVICES) {
    console.log(`${service.name}:`);
    process.exitCode = Math.max(Number(process.exitCode ?? 0), run(service, [verb, ...rest]));
  }
}
