import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SERVICES } from './catalogue.ts';
import { amqpUrl, databaseUrl, developmentConfig, root } from './config.ts';

/** How a command says that it could not even begin. */
const usageError = 2;

/**
 * Runs a command of the chassis as one service of `npm start` after the other, or as the one that is named first after
 * the verb. @returns the highest exit code
 */
export function runAsService(command: string, [verb = '', ...rest]: readonly string[]): number {
  const config = developmentConfig();
  const named = SERVICES.filter(({ name }) => name === rest[0]);
  const args = [join(root, 'packages/chassis/dist', command), verb, ...rest.slice(named.length)];
  let highest = 0;
  for (const service of named.length > 0 ? named : SERVICES) {
    if (named.length === 0) console.log(`${service.name}:`);
    const env = { ...process.env, DATABASE_URL: databaseUrl(config, service), AMQP_URL: amqpUrl(config, service) };
    const code = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? usageError;
    // What was meant wrong for one is meant wrong for all.
    if (code === usageError) return code;
    highest = Math.max(highest, code);
  }
  return highest;
}
