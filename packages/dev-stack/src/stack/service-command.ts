import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BROKER_METRICS_PORT, GATEWAY_STATUS_PORT, metricsPort, portOf } from '../ports/port-settings.ts';
import { type PortSetting, SERVICES, shortName } from '../services.ts';
import { developmentConfig } from './config.ts';
import { amqpUrl, databaseUrl } from './urls.ts';

/** How a command says that it could not even begin. */
const EXIT_USAGE = 2;

/**
 * Runs a command of the operations package for one service of `npm start` after the other, or for the one that is named
 * first after the verb.
 * @returns the highest exit code
 */
export function runPerService(command: 'audit' | 'dead-letters', [verb = '', ...rest]: readonly string[]): number {
  const config = developmentConfig();
  const named = SERVICES.filter(({ name }) => name === rest[0]);
  const path = fileURLToPath(import.meta.resolve(`@ems/operations/${command}/command`));
  const args = [path, verb, ...rest.slice(named.length)];
  let highest = 0;
  for (const service of named.length > 0 ? named : SERVICES) {
    if (named.length === 0) console.log(`${service.name}:`);
    const env = { ...process.env, DATABASE_URL: databaseUrl(config, service), AMQP_URL: amqpUrl(config, service) };
    const code = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? EXIT_USAGE;
    // A command line that is wrong for one service is wrong for all.
    if (code === EXIT_USAGE) return code;
    highest = Math.max(highest, code);
  }
  return highest;
}

/**
 * Runs a command of the operations package once, for all services of `npm start` together.
 * @returns its exit code
 */
export function runForAllServices(command: 'messages' | 'reconcile', args: readonly string[]): number {
  const config = developmentConfig();
  const urls = SERVICES.flatMap(service => {
    const prefix = shortName(service).toUpperCase();
    return [
      [`${prefix}_DATABASE_URL`, databaseUrl(config, service)],
      [`${prefix}_AMQP_URL`, amqpUrl(config, service)],
    ];
  });
  const path = fileURLToPath(import.meta.resolve(`@ems/operations/${command}/command`));
  const env = { ...process.env, ...Object.fromEntries(urls) };
  return spawnSync(process.execPath, [path, ...args], { stdio: 'inherit', env }).status ?? EXIT_USAGE;
}

/**
 * Shows the state of `npm start`, or of the targets that are named.
 * @returns the command's exit code
 */
export function runStatus(args: readonly string[]): number {
  const config = developmentConfig();
  const at = (setting: PortSetting) => `http://127.0.0.1:${portOf(config, setting)}`;
  const targets = [
    ...SERVICES.map(service => `${service.name}=${at(metricsPort(service))}`),
    `gateway=${at(GATEWAY_STATUS_PORT)}`,
    `broker=${at(BROKER_METRICS_PORT)}`,
  ];
  const path = fileURLToPath(import.meta.resolve('@ems/operations/status/command'));
  const env = { ...process.env, STATUS_TARGETS: targets.join(' '), STATUS_LOGS: config.logs };
  return spawnSync(process.execPath, [path, ...args], { stdio: 'inherit', env }).status ?? EXIT_USAGE;
}
