/** Names on the broker, made from the consuming service's name. */
export const exchange = 'ems.messages';

/** Delays of the retry queues; a message that failed after the last one is dead. */
export const retryTiers = [
  { name: '1s', delayMs: 1_000 },
  { name: '10s', delayMs: 10_000 },
  { name: '60s', delayMs: 60_000 },
  { name: '600s', delayMs: 600_000 },
] as const;

export const retryQueue = (service: string, tier: string) => `${service}.retry.${tier}`;
export const deadQueue = (service: string) => `${service}.dead`;

/** All queues of one consuming service. */
export const queuesOf = (service: string): string[] => [
  service,
  ...retryTiers.map(tier => retryQueue(service, tier.name)),
  deadQueue(service),
];

/** The one argument that code declares; limits, TTLs and dead-lettering are policies, which can change without a 406. */
export const queueOptions = { durable: true, arguments: { 'x-queue-type': 'quorum' } };

/** A policy as the management API takes it. */
export interface Policy {
  name: string;
  pattern: string;
  definition: Record<string, string | number>;
}

const literally = (name: string) => `^${name.replaceAll('.', '\\.')}$`;

/** Dead-lettering that survives a broker crash: the source keeps the message until the target confirmed it. */
const deadLetterTo = (queue: string) => ({
  'dead-letter-exchange': '',
  'dead-letter-routing-key': queue,
  'dead-letter-strategy': 'at-least-once',
  overflow: 'reject-publish',
});

export const policiesOf = (service: string): Policy[] => [
  {
    name: service,
    pattern: literally(service),
    definition: { 'delivery-limit': 10, 'max-length': 1_000_000, ...deadLetterTo(deadQueue(service)) },
  },
  // Who looks at dead letters puts them back, which counts as a delivery; RabbitMQ 4 drops them after 20 of those.
  {
    name: deadQueue(service),
    pattern: literally(deadQueue(service)),
    definition: { 'delivery-limit': 1_000_000_000 },
  },
  ...retryTiers.map(tier => ({
    name: retryQueue(service, tier.name),
    pattern: literally(retryQueue(service, tier.name)),
    definition: { 'message-ttl': tier.delayMs, 'max-length': 100_000, ...deadLetterTo(service) },
  })),
];

/** What one service may do on the broker: its own queues, and publishing to the exchange. */
export const permissionsOf = (service: string) => {
  const own = `${service.replaceAll('.', '\\.')}(\\..*)?`;
  return {
    configure: `^${own}$`,
    write: `^(${exchange.replaceAll('.', '\\.')}|amq\\.default|${own})$`,
    read: `^(${exchange.replaceAll('.', '\\.')}|${own})$`,
  };
};
