import type { CatalogueEntry } from './contract';

/** Names on the broker, made from the consuming service's name. */
export const exchange = 'ems.messages';

/**
 * The exchange by which a service alone reaches its own queues, each by its name. RabbitMQ's default exchange would reach
 * those of all others too, so no service may write to that one.
 */
export const ownExchange = (service: string) => service;

/** The header that carries W3C Trace Context: of the span by which a message was sent. */
export const traceHeader = 'traceparent';

/** Delays of the retry queues; a message that failed after the last one is dead. */
export const retryTiers = [
  { name: '1s', delayMs: 1_000 },
  { name: '10s', delayMs: 10_000 },
  { name: '60s', delayMs: 60_000 },
  { name: '600s', delayMs: 600_000 },
] as const;

export const retryQueue = (service: string, tier: string) => `${service}.retry.${tier}`;
export const deadQueue = (service: string) => `${service}.dead`;
/** What an operator has a service take once more: it waits apart, and keeps up nothing that is new. */
export const replayQueue = (service: string) => `${service}.replay`;

/** All queues of one consuming service. */
export const queuesOf = (service: string): string[] => [
  service,
  ...retryTiers.map(tier => retryQueue(service, tier.name)),
  deadQueue(service),
  replayQueue(service),
];

/** The one argument that code declares; limits, TTLs and dead-lettering are policies, which can change without a 406. */
export const queueOptions = { durable: true, arguments: { 'x-queue-type': 'quorum' } };

/** A policy as the management API takes it. */
export interface Policy {
  name: string;
  pattern: string;
  definition: Record<string, string | number>;
}

const escaped = (name: string) => name.replaceAll('.', '\\.');

const literally = (name: string) => `^${escaped(name)}$`;

/** Dead-lettering that survives a broker crash: the source keeps the message until the target confirmed it. */
const deadLetterTo = (queue: string) => ({
  'dead-letter-exchange': '',
  'dead-letter-routing-key': queue,
  'dead-letter-strategy': 'at-least-once',
  overflow: 'reject-publish',
});

/**
 * Out of reach: the broker would count lost connections and killed processes, which say nothing of a message. RabbitMQ 4
 * drops a message after 20 deliveries where nothing else is said.
 */
const noDeliveryLimit = { 'delivery-limit': 1_000_000_000 };

export const policiesOf = (service: string): Policy[] => [
  {
    name: service,
    pattern: literally(service),
    definition: { ...noDeliveryLimit, 'max-length': 1_000_000, overflow: 'reject-publish' },
  },
  {
    name: replayQueue(service),
    pattern: literally(replayQueue(service)),
    definition: { ...noDeliveryLimit, 'max-length': 100_000, overflow: 'reject-publish' },
  },
  // Who looks at dead letters puts them back, which counts as a delivery.
  {
    name: deadQueue(service),
    pattern: literally(deadQueue(service)),
    definition: noDeliveryLimit,
  },
  ...retryTiers.map(tier => ({
    name: retryQueue(service, tier.name),
    pattern: literally(retryQueue(service, tier.name)),
    definition: { 'message-ttl': tier.delayMs, 'max-length': 100_000, ...deadLetterTo(service) },
  })),
];

/** What one service may do on the broker: its own queues and exchange, and the exchange that all share. */
export const permissionsOf = (service: string) => {
  const own = `${escaped(service)}(\\..*)?`;
  return {
    configure: `^${own}$`,
    write: `^(${escaped(exchange)}|${own})$`,
    read: `^(${escaped(exchange)}|${own})$`,
  };
};

/** On the shared exchange a service publishes the types that it produces, and binds its queue to those that it consumes. */
export const topicsOf = (service: string, messages: readonly CatalogueEntry[]) => ({
  exchange,
  write: oneOf(messages.filter(({ producer }) => producer === service)),
  read: oneOf(messages.filter(({ consumers }) => consumers.includes(service))),
});

const oneOf = (messages: readonly CatalogueEntry[]) => `^(${messages.map(({ type }) => escaped(type)).join('|')})$`;
