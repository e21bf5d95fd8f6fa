import { managementUrl, type StackConfig } from '@ems/dev-stack';

/** The addresses that show what was loaded. */
export function listLinks(gateway: string, config: StackConfig, slug: string): string {
  const event = `${gateway}/api/v1/events/${slug}`;
  const rows: [string, string][] = [
    ['page', `${gateway}/e/${slug}/schedule`],
    ['event', event],
    ['schedule', `${event}/schedule`],
    ['schedule.json', `${event}/schedule.json`],
    ['API documentation', `${gateway}/docs`],
    ['RabbitMQ UI', `${new URL(managementUrl(config)).origin} (${config.rabbitmq.user} / ${config.rabbitmq.password})`],
  ];
  return rows.map(([name, where]) => `  ${name.padEnd(20)}${where}`).join('\n');
}
