import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messages } from '@ems/contracts';
import { provisionBroker } from '@ems/operations';
import { takeLeftDefinitions } from '../backup/broker-definitions.ts';
import { UserError } from '../errors.ts';
import { runCommand, tail } from '../processes/run-command.ts';
import { SERVICES } from '../services.ts';
import { root, type StackConfig } from './config.ts';
import { brokerPassword, managementUrl } from './urls.ts';

/**
 * Makes the broker's users, policies, queues and bindings for all services, or brings them right.
 * @throws UserError when the administrator's login is refused: RabbitMQ reads it at its very first start only
 */
export async function provisionStackBroker(config: StackConfig): Promise<void> {
  const url = managementUrl(config);
  if (await isLoginRefused(url)) {
    throw new UserError(
      'RabbitMQ keeps the login of its first start and refuses the one of now: set RABBITMQ_USER and RABBITMQ_PASSWORD in .env back, or start over with npm start -- --fresh.',
    );
  }
  await takeLeftDefinitions(join(config.directory, 'rabbitmq'), url);
  const services = SERVICES.map(service => ({ name: service.name, password: brokerPassword(config, service) }));
  await provisionBroker({ managementUrl: url, vhost: '/', messages, services });
}

/**
 * The same by the catalogue that is compiled now, which is not the one that this process has loaded.
 * @throws UserError with what the broker says
 */
export async function provisionStackBrokerAnew(config: StackConfig): Promise<void> {
  const command = fileURLToPath(import.meta.resolve('@ems/operations/broker/command'));
  const passwords = SERVICES.map(service => [
    `${service.role.toUpperCase()}_AMQP_PASSWORD`,
    brokerPassword(config, service),
  ]);
  const env = { ...process.env, RABBITMQ_MANAGEMENT_URL: managementUrl(config), ...Object.fromEntries(passwords) };
  const { code, output } = await runCommand(process.execPath, [command], { cwd: root, env });
  if (code !== 0) throw new UserError(`RabbitMQ could not be provisioned:\n${tail(output)}`);
}

async function isLoginRefused(managementUrl: string): Promise<boolean> {
  const { origin, username, password } = new URL(managementUrl);
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const response = await fetch(`${origin}/api/whoami`, { headers: { authorization: `Basic ${login}` } });
  await response.body?.cancel();
  return response.status === 401;
}
