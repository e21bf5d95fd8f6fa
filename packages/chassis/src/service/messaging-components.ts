import type { Sql } from '../database';
import type { Component, ComponentState, Outage } from '../lifecycle';
import {
  type Consumer,
  createPublisher,
  createRelay,
  mayHoldMessages,
  type Publisher,
  type Relay,
  startConsumer,
} from '../messaging';
import type { ServiceDefinition } from './definition';

/** As an upgrade must not go on to the next instance; who has consumed before goes on serving. */
const mismatched: Outage = {
  state: 'down',
  reason: 'a queue or an exchange of RabbitMQ exists with other arguments; its log says which, and the way out',
};

/** Publisher, relay and consumer of one service; none of them keeps it from starting or serving. */
export function messagingComponents<Tx extends Sql>(
  service: ServiceDefinition<Tx>,
): { components: Component[]; state(): ComponentState | Outage } {
  const { name, logger, database, subscriptions, messages } = service;
  assertSubscriptionsMatchCatalogue(service);
  const hasConsumer = (type: string) => messages.some(message => message.type === type && message.consumers.length > 0);
  const { AMQP_URL: amqpUrl, DATABASE_URL: databaseUrl } = service.config;
  if (amqpUrl === '') return { components: [], state: () => 'degraded' };
  let publisher: Publisher | undefined;
  let relay: Relay | undefined;
  let consumer: Consumer | undefined;
  database.onCommit(() => {
    if (mayHoldMessages()) relay?.wake();
  });
  const broker: Component = {
    name: 'broker',
    async start() {
      publisher = await createPublisher(amqpUrl, name, logger);
    },
    stop: () => publisher?.close(),
  };
  const relaying: Component = {
    name: 'relay',
    start() {
      if (!publisher) return;
      relay = createRelay({ service: name, databaseUrl, publisher, logger, hasConsumer });
      relay.start();
    },
    stop: () => relay?.stop(),
  };
  const consuming: Component = {
    name: 'consumer',
    async start() {
      if (publisher)
        consumer = await startConsumer({ service: name, amqpUrl, publisher, database, subscriptions, logger });
    },
    stop: () => consumer?.stop(),
  };
  const state = () => {
    if (consumer?.isMismatched()) return mismatched;
    const states = [publisher?.state(), consumer?.state()];
    if (states.includes('blocked')) return 'blocked';
    return states.every(each => each === 'up') ? 'up' : 'degraded';
  };
  return { components: [broker, consuming, relaying], state };
}

/** The broker is bound by the catalogue, so a service that subscribes to something else would wait in vain, or refuse what comes. */
function assertSubscriptionsMatchCatalogue<Tx>({
  name,
  messages,
  subscriptions,
}: Pick<ServiceDefinition<Tx>, 'name' | 'messages' | 'subscriptions'>) {
  const subscribed = new Set(subscriptions.map(({ contract }) => contract.type));
  const catalogued = new Set(messages.filter(message => message.consumers.includes(name)).map(message => message.type));
  const differing = [...subscribed.symmetricDifference(catalogued)];
  if (differing.length > 0)
    throw new Error(
      `${name}'s subscriptions differ from the catalogue in: ${differing.join(', ')}. What packages/contracts says that it consumes, and nothing else, is in its src/messaging/subscriptions.ts.`,
    );
}
