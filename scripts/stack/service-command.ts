import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { SERVICES } from './catalogue.ts';
import { amqpUrl, databaseUrl, developmentConfig, root } from './config.ts';

/**
 * Runs a command of the chassis as one service of `npm start` after the other, or as the one that is named first after
 * the verb. @returns the highest exit code
 */
export function runAsService(command: string, [verb = '', ...rest]: readonly string[]): number {
  const config = developmentConfig();
  const named = SERVICES.filter(({ name }) => name === rest[0]);
  const args = [join(root, 'packages/chassis/dist', command), verb, ...rest.slice(named.length)];
  const codes = (named.length > 0 ? named : SERVICES).map(service => {
    if (named.length === 0) console.log(`${service.name}:`);
    const env = { ...process.env, DATABASE_URL: databaseUrl(config, service), AMQP_URL: amqpUrl(config, service) };
    return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 2;
  });
  return Math.max(...codes);
}
