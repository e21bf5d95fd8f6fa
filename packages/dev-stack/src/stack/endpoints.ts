import { join } from 'node:path';
import { AMQP_PORT, inspectPort, portOf } from '../ports/port-settings.ts';
import { SERVICES } from '../services.ts';
import type { StackConfig } from './config.ts';
import { addressesOf, instancesOf } from './instances.ts';
import { databaseUrl, gatewayUrl, managementUrl } from './urls.ts';

/** A table of what runs where, for people. */
export function listEndpoints(config: StackConfig): string {
  const { rabbitmq, admin, serviceEnv } = config;
  const gateway = gatewayUrl(config);
  const rows: [string, string][] = [
    ['pages', `${gateway}/`],
    ['gateway', `${gateway}/api/v1`],
    ['API documentation', `${gateway}/docs`],
    ['administrator', `${admin.email} / ${admin.password}`],
    ...SERVICES.flatMap(service =>
      instancesOf(config, service).map((instance): [string, string] => [
        instance.name,
        `http://127.0.0.1:${portOf(instance, service.http)}`,
      ]),
    ),
    ...SERVICES.filter(({ grpc }) => grpc).map((service): [string, string] => [
      `${service.name} gRPC`,
      addressesOf(config, service, 'grpc').join(', '),
    ]),
    ...SERVICES.filter(({ name }) => config.development?.inspected.has(name)).map((service): [string, string] => [
      `${service.name} inspector`,
      `127.0.0.1:${portOf(config, inspectPort(service))}`,
    ]),
    ...SERVICES.map((service): [string, string] => [`${service.name} database`, databaseUrl(config, service)]),
    ['RabbitMQ', `amqp://127.0.0.1:${portOf(config, AMQP_PORT)}`],
    ['RabbitMQ UI', `${new URL(managementUrl(config)).origin} (${rabbitmq.user} / ${rabbitmq.password})`],
    ['mails', serviceEnv.SMTP_URL ? 'sent to SMTP_URL' : join(config.directory, 'mail')],
    ['logs', config.logs],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, address]) => `  ${name.padEnd(width)}  ${address}`).join('\n');
}
