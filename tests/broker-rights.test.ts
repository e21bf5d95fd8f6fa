import { randomUUID } from 'node:crypto';
import { messages } from '@ems/contracts';
import { describe, expect, test } from '@jest/globals';
import { type ConfirmChannel, connect } from 'amqplib';
import { type ServiceName, services } from './support/databases';

const exchange = 'ems.messages';
const queueOptions = { durable: true, arguments: { 'x-queue-type': 'quorum' } };

const urlOf = (service: ServiceName) => {
  const url = process.env[`E2E_${service.toUpperCase()}_AMQP_URL`];
  if (!url) throw new Error(`E2E_${service.toUpperCase()}_AMQP_URL is missing: run the tests by \`npm test\``);
  return url;
};

/** What the broker says to a deed on a channel of the service's own login. */
async function outcome(service: ServiceName, deed: (channel: ConfirmChannel) => Promise<unknown>): Promise<string> {
  const connection = await connect(urlOf(service));
  const channel = await connection.createConfirmChannel();
  const refused = new Promise<string>(resolve => channel.on('error', error => resolve(error.message)));
  try {
    // A channel that the broker closed fails the deed too, but only its own error says why.
    return await Promise.race([
      deed(channel).then(
        () => 'it was done',
        () => refused,
      ),
      refused,
    ]);
  } finally {
    await connection.close();
  }
}

const say = (to: string, key: string) => async (channel: ConfirmChannel) => {
  channel.publish(to, key, Buffer.from('{}'), { messageId: randomUUID() });
  await channel.waitForConfirms();
};

describe.each(services)('at the broker %s-service', service => {
  const name = `${service}-service`;
  const others = services.filter(other => other !== service).map(other => `${other}-service`);
  const typesOf = (speaker: string) => messages.filter(({ saidBy }) => saidBy === speaker).map(({ type }) => type);

  test('cannot say what only another service may say', async () => {
    for (const other of others) {
      const [type = ''] = typesOf(other);
      expect(await outcome(service, say(exchange, type))).toContain('ACCESS_REFUSED');
    }
    expect(await outcome(service, say(exchange, `${typesOf(name)[0]}.more`))).toContain('ACCESS_REFUSED');
  });

  test("cannot put anything into another's queue, by whatever way", async () => {
    for (const other of others) {
      expect(await outcome(service, say('', other))).toContain('ACCESS_REFUSED');
      expect(await outcome(service, say(other, other))).toContain('ACCESS_REFUSED');
      expect(await outcome(service, channel => channel.bindQueue(other, exchange, '#'))).toContain('ACCESS_REFUSED');
    }
  });

  test("cannot read, empty, delete or declare another's queue", async () => {
    for (const other of others) {
      for (const queue of [other, `${other}.dead`]) {
        const deeds: ((channel: ConfirmChannel) => Promise<unknown>)[] = [
          channel => channel.consume(queue, () => undefined),
          channel => channel.get(queue),
          channel => channel.purgeQueue(queue),
          channel => channel.deleteQueue(queue),
          channel => channel.assertQueue(`${queue}.more`, queueOptions),
        ];
        for (const deed of deeds) expect(await outcome(service, deed)).toContain('ACCESS_REFUSED');
      }
    }
  });

  test('hears no more than the catalogue says, and leaves the shared exchange as it is', async () => {
    const unheard = messages.find(({ heardBy }) => !heardBy.includes(name))?.type ?? '#';
    for (const key of [unheard, '#', '*.*.v1']) {
      expect(await outcome(service, channel => channel.bindQueue(name, exchange, key))).toContain('ACCESS_REFUSED');
    }
    expect(await outcome(service, channel => channel.deleteExchange(exchange))).toContain('ACCESS_REFUSED');
    expect(await outcome(service, channel => channel.assertExchange('more', 'topic'))).toContain('ACCESS_REFUSED');
  });

  test('sees its own queue', async () => {
    expect(await outcome(service, channel => channel.checkQueue(name))).toBe('it was done');
  });
});
