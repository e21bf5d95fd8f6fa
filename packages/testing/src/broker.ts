import { randomBytes } from 'node:crypto';
import { exchange, ownExchange, replayQueue } from '@ems/chassis/messaging';
import { type Provisioning, provisionBroker } from '@ems/operations';
import { connect, type GetMessage } from 'amqplib';

export interface TestBroker {
  /** The connection URL of a service's own user. */
  amqpUrl(service: string): string;
  /** Publishes as the broker's administrator, with any content: good, late, twice or poisonous. */
  publish(type: string, content: string | object, messageId: string): Promise<void>;
  /** Sends a service a message once more, as an operator does out of an archive. */
  replay(service: string, message: { type: string }, messageId: string): Promise<void>;
  /** Takes one message from a queue, or undefined when it is empty. */
  take(queue: string): Promise<GetMessage | undefined>;
  drop(): Promise<void>;
}

const environment = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: run the tests by \`npm test\``);
  return value;
};

/** With characters that a URL reserves, and one beyond ASCII. */
const passwordOf = (service: string) => `${service} p@ss/wo#rd%é`;

/** A vhost of its own on the test broker, provisioned like the real one. */
export async function createTestBroker(
  messages: Provisioning['messages'],
  serviceNames: readonly string[],
): Promise<TestBroker> {
  const managementUrl = environment('TEST_AMQP_MANAGEMENT_URL');
  const vhost = `test-${randomBytes(6).toString('hex')}`;
  const services = serviceNames.map(name => ({ name, password: passwordOf(name) }));
  await provisionBroker({ managementUrl, vhost, messages, services });
  const { username, password } = new URL(managementUrl);
  const urlFor = (user: string, secret: string) => {
    const url = new URL(environment('TEST_AMQP_URL'));
    return `amqp://${user}:${encodeURIComponent(secret)}@${url.host}/${vhost}`;
  };
  const connection = await connect(urlFor(username, decodeURIComponent(password)));
  const channel = await connection.createConfirmChannel();
  const send = async (to: string, routingKey: string, bytes: Buffer, type: string, messageId: string) => {
    channel.publish(to, routingKey, bytes, { messageId, type, persistent: true });
    await channel.waitForConfirms();
  };
  return {
    amqpUrl: service => urlFor(service, passwordOf(service)),
    publish: (type, content, messageId) => {
      const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
      return send(exchange, type, bytes, type, messageId);
    },
    replay: (service, message, messageId) =>
      send(ownExchange(service), replayQueue(service), Buffer.from(JSON.stringify(message)), message.type, messageId),
    take: async queue => (await channel.get(queue, { noAck: true })) || undefined,
    async drop() {
      await connection.close();
      const { origin } = new URL(managementUrl);
      const credentials = Buffer.from(`${username}:${password}`).toString('base64');
      await fetch(`${origin}/api/vhosts/${vhost}`, {
        method: 'DELETE',
        headers: { Authorization: `Basic ${credentials}` },
      });
    },
  };
}
