/**
 * `node provision-command.js [CATALOGUE]`: provisions the broker for the services whose passwords the environment holds
 * (`<NAME>_SERVICE_AMQP_PASSWORD`), with the message catalogue that the named package exports as `messages`.
 */
import { createRequire } from 'node:module';
import { type Provisioning, provisionBroker } from './provision';

async function main(): Promise<void> {
  const managementUrl = process.env.RABBITMQ_MANAGEMENT_URL;
  if (!managementUrl) throw new Error('RABBITMQ_MANAGEMENT_URL is missing');
  const services = Object.entries(process.env).flatMap(([variable, password]) => {
    const name = /^([A-Z]+_SERVICE)_AMQP_PASSWORD$/.exec(variable)?.[1];
    return name && password ? [{ name: name.toLowerCase().replaceAll('_', '-'), password }] : [];
  });
  const load = createRequire(`${process.cwd()}/`);
  const { messages } = load(process.argv[2] ?? '@ems/contracts') as Pick<Provisioning, 'messages'>;
  await provisionBroker({ managementUrl, vhost: process.env.RABBITMQ_VHOST ?? '/', messages, services });
  console.log(`RabbitMQ is provisioned for ${services.map(service => service.name).join(', ')}.`);
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
