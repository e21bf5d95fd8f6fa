import { services, settingOf } from './services';

const required = (variable: string): string => {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is missing: run the tests by \`npm test\``);
  return value;
};

/** host:port of nginx's metrics, and of the broker's. */
export const gatewayMetrics = () => required('E2E_GATEWAY_METRICS');
export const brokerMetrics = () => required('E2E_BROKER_METRICS');

/** The text of all metrics that there are. */
export async function scrapeAll(): Promise<string> {
  const urls = [
    ...services.map(service => `http://${settingOf(service, 'METRICS')}/metrics`),
    `http://${gatewayMetrics()}/metrics`,
    `http://${brokerMetrics()}/metrics`,
    `http://${brokerMetrics()}/metrics/detailed?family=queue_coarse_metrics&family=queue_consumer_count`,
  ];
  const texts = await Promise.all(
    urls.map(async url => {
      const reply = await fetch(url);
      if (!reply.ok) throw new Error(`${url} answers ${reply.status}`);
      return reply.text();
    }),
  );
  return texts.join('\n');
}
