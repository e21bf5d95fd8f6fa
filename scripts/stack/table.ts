import { join } from 'node:path';
import { SERVICES } from './catalogue.ts';
import { databaseUrl, gatewayUrl, managementUrl, type StackConfig } from './config.ts';

/** What runs where, and how to stop it. */
export function table(config: StackConfig): string {
  const { ports, rabbitmq, admin } = config;
  const gateway = gatewayUrl(config);
  const rows: [string, string][] = [
    ['gateway', `${gateway}/api/v1`],
    ['API documentation', `${gateway}/docs`],
    ['administrator', `${admin.email} / ${admin.password}`],
    ...SERVICES.map(({ name, httpPort }): [string, string] => [name, `http://127.0.0.1:${ports[httpPort]}`]),
    ...SERVICES.flatMap(({ name, grpcPort }): [string, string][] =>
      grpcPort === undefined ? [] : [[`${name} gRPC`, `127.0.0.1:${ports[grpcPort]}`]],
    ),
    ...SERVICES.map((service): [string, string] => [`${service.name} database`, databaseUrl(config, service)]),
    ['RabbitMQ', `amqp://127.0.0.1:${ports.RABBITMQ_PORT}`],
    ['RabbitMQ UI', `${new URL(managementUrl(config)).origin} (${rabbitmq.user} / ${rabbitmq.password})`],
    ['mails', config.extra.SMTP_URL ? 'sent to SMTP_URL' : join(config.directory, 'mail')],
    ['logs', config.logs],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, where]) => `  ${name.padEnd(width)}  ${where}`).join('\n');
}
