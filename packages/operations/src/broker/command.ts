/**
 * `node command.js [CATALOGUE]`: provisions the broker for the services whose passwords stand in the environment
 * (`<NAME>_SERVICE_AMQP_PASSWORD`), with the message catalogue that the named package exports as `messages`, as soon as its management
 * API can be reached.
 */
import { createRequire } from 'node:module';
import { connectionUrl, loadConfig, resolveSecrets } from '@ems/chassis/config';
import { z } from 'zod';
import { whenReachable } from '../when-reachable';
import { type Provisioning, provisionBroker } from './provision';

async function main(): Promise<void> {
  const { RABBITMQ_MANAGEMENT_URL: managementUrl, RABBITMQ_VHOST: vhost } = loadConfig({
    RABBITMQ_MANAGEMENT_URL: connectionUrl('http', 'https'),
    RABBITMQ_VHOST: z.string().default('/'),
  });
  const variables = Object.keys(process.env).flatMap(name => /^[A-Z]+_SERVICE_AMQP_PASSWORD/.exec(name) ?? []);
  const passwords = Object.entries(resolveSecrets([...new Set(variables)], process.env));
  const services = passwords.flatMap(([variable, password]) =>
    password ? [{ name: variable.replace('_AMQP_PASSWORD', '').toLowerCase().replaceAll('_', '-'), password }] : [],
  );
  const load = createRequire(`${process.cwd()}/`);
  const { messages } = load(process.argv[2] ?? '@ems/contracts') as Pick<Provisioning, 'messages'>;
  await whenReachable(() => provisionBroker({ managementUrl, vhost, messages, services }));
  console.log(`RabbitMQ is provisioned for ${services.map(service => service.name).join(', ')}.`);
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
