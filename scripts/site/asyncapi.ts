import { contentType, exchange, heartbeatLifetimeMs, heartbeatType } from '@ems/chassis/messaging';
import { messages } from '@ems/contracts';
import { messageSchemas, payloadOf } from './message-schemas.ts';
import type { Sample } from './samples.ts';

type Contract = (typeof messages)[number];

const bindingVersion = '0.3.0';

/**
 * AsyncAPI 3.0 of all services, made from the contracts: each type is a channel, which one service sends to and its consumers
 * receive from.
 * @param samples of each type, which become the examples of its message
 */
export const asyncapi = (samples: Record<string, readonly Sample[]>): object => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Event management: messages between the services',
    version: '1.0.0',
    description: `Facts that each service tells the others, as CloudEvents 1.0 in structured JSON, over the topic exchange \`${exchange}\` of RabbitMQ. The routing key is the type. Each consumer has one durable queue, of its own name. A message is delivered at least once, and those about one subject in order; a consumer counts each \`id\` once, and ignores a \`sequence\` that is not newer than what it has. Within a version fields are only added. The same to read: /messages.`,
    contact: { name: 'The maintainers' },
    license: { name: 'MIT' },
    tags: [...new Set(messages.map(({ producer }) => producer))].map(name => ({ name })),
  },
  defaultContentType: contentType,
  servers: {
    local: {
      host: '127.0.0.1:5672',
      protocol: 'amqp',
      protocolVersion: '0.9.1',
      description: 'RabbitMQ of a system on this machine',
      security: [{ $ref: '#/components/securitySchemes/login' }],
    },
  },
  channels: byType(channelOf),
  operations: Object.fromEntries(messages.flatMap(operationsOf)),
  components: {
    messages: byType(contract => messageOf(contract, samples[contract.type] ?? [])),
    schemas: messageSchemas(),
    securitySchemes: {
      login: { type: 'userPassword', description: 'One login for each service, with its rights alone' },
    },
  },
});

const byType = (make: (contract: Contract) => object) =>
  Object.fromEntries(messages.map(contract => [contract.type, make(contract)]));

const channelOf = ({ type, fact }: Contract) => ({
  address: type,
  description: fact,
  messages: { [type]: { $ref: `#/components/messages/${type}` } },
  bindings: {
    amqp: {
      is: 'routingKey',
      exchange: { name: exchange, type: 'topic', durable: true, autoDelete: false },
      bindingVersion,
    },
  },
});

const messageOf = (contract: Contract, samples: readonly Sample[]) => ({
  name: contract.type,
  summary: contract.fact,
  contentType,
  tags: [{ name: contract.producer }],
  payload: payloadOf(contract),
  bindings: { amqp: { messageType: contract.type, bindingVersion } },
  // The shape of now first.
  examples: samples.toReversed().map((payload, age) => ({ name: age === 0 ? 'now' : `earlier-${age}`, payload })),
});

function operationsOf({ type, fact, producer, consumers }: Contract): [string, object][] {
  const operation = (service: string, action: 'send' | 'receive', amqp: object): [string, object] => [
    `${service}.${action}.${type}`,
    {
      action,
      channel: { $ref: `#/channels/${type}` },
      summary: fact,
      tags: [{ name: service }],
      bindings: { amqp: { ...amqp, bindingVersion } },
    },
  ];
  const transient = type === heartbeatType(producer) && { deliveryMode: 1, expiration: heartbeatLifetimeMs };
  return [
    operation(producer, 'send', transient || { deliveryMode: 2 }),
    ...consumers.map(consumer => operation(consumer, 'receive', { ack: true })),
  ];
}
