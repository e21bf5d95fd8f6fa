import type { Sql } from '../database';
import type { Part, PartState } from '../lifecycle';
import { type Consumer, createPublisher, createRelay, type Publisher, type Relay, startConsumer } from '../messaging';
import type { ServiceParts } from './parts';

/** Publisher, relay and consumer of one service; none of them keeps it from starting or serving. */
export function messagingParts<Tx extends Sql>(service: ServiceParts<Tx>): { parts: Part[]; state(): PartState } {
  const { name, logger, database, subscriptions, messages } = service;
  requireSameHearing(service);
  const isHeard = (type: string) => messages.some(message => message.type === type && message.heardBy.length > 0);
  const { AMQP_URL: amqpUrl, DATABASE_URL: databaseUrl } = service.config;
  if (amqpUrl === '') return { parts: [], state: () => 'degraded' };
  let publisher: Publisher | undefined;
  let relay: Relay | undefined;
  let consumer: Consumer | undefined;
  database.onCommit(() => relay?.wake());
  const broker: Part = {
    name: 'broker',
    async start() {
      publisher = await createPublisher(amqpUrl, name, logger);
    },
    stop: () => publisher?.close(),
  };
  const relaying: Part = {
    name: 'relay',
    start() {
      if (!publisher) return;
      relay = createRelay({ service: name, databaseUrl, publisher, logger, isHeard });
      relay.start();
    },
    stop: () => relay?.stop(),
  };
  const consuming: Part = {
    name: 'consumer',
    async start() {
      if (publisher)
        consumer = await startConsumer({ service: name, amqpUrl, publisher, database, subscriptions, logger });
    },
    stop: () => consumer?.stop(),
  };
  const isUp = () => publisher?.state() === 'up' && consumer?.state() === 'up';
  return { parts: [broker, relaying, consuming], state: () => (isUp() ? 'up' : 'degraded') };
}

/** The broker is bound by the catalogue, so a service that subscribes to something else would wait in vain, or refuse what comes. */
function requireSameHearing<Tx>({
  name,
  messages,
  subscriptions,
}: Pick<ServiceParts<Tx>, 'name' | 'messages' | 'subscriptions'>) {
  const heard = new Set(subscriptions.map(({ contract }) => contract.type));
  const meant = new Set(messages.filter(message => message.heardBy.includes(name)).map(message => message.type));
  const differing = [...heard.symmetricDifference(meant)];
  if (differing.length > 0)
    throw new Error(`${name}'s subscriptions differ from the catalogue in: ${differing.join(', ')}`);
}
