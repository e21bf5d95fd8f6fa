import { randomUUID } from 'node:crypto';
import { messages } from '@ems/contracts';
import { describe, expect, test } from '@jest/globals';
import { type ConfirmChannel, connect } from 'amqplib';
import { type ServiceName, services, settingOf } from './support/services';

const exchange = 'ems.messages';
const queueOptions = { durable: true, arguments: { 'x-queue-type': 'quorum' } };

/** What the broker answers to an action on a channel of the service's own login. */
async function outcome(service: ServiceName, action: (channel: ConfirmChannel) => Promise<unknown>): Promise<string> {
  const connection = await connect(settingOf(service, 'AMQP_URL'));
  const channel = await connection.createConfirmChannel();
  const refused = new Promise<string>(resolve => channel.on('error', error => resolve(error.message)));
  try {
    // A channel that the broker closed fails the action too, but only its own error says why.
    return await Promise.race([
      action(channel).then(
        () => 'allowed',
        () => refused,
      ),
      refused,
    ]);
  } finally {
    await connection.close();
  }
}

const publish = (to: string, key: string) => async (channel: ConfirmChannel) => {
  channel.publish(to, key, Buffer.from('{}'), { messageId: randomUUID() });
  await channel.waitForConfirms();
};

describe.each(services)('at the broker %s', service => {
  const others = services.filter(other => other !== service);
  const typesOf = (name: ServiceName) => messages.filter(({ producer }) => producer === name).map(({ type }) => type);

  test('cannot publish what only another service may publish', async () => {
    for (const other of others) {
      const [type = ''] = typesOf(other);
      expect(await outcome(service, publish(exchange, type))).toContain('ACCESS_REFUSED');
    }
    expect(await outcome(service, publish(exchange, `${typesOf(service)[0]}.more`))).toContain('ACCESS_REFUSED');
  });

  test("cannot put anything into another's queue, by whatever way", async () => {
    for (const other of others) {
      expect(await outcome(service, publish('', other))).toContain('ACCESS_REFUSED');
      expect(await outcome(service, publish(other, other))).toContain('ACCESS_REFUSED');
      expect(await outcome(service, channel => channel.bindQueue(other, exchange, '#'))).toContain('ACCESS_REFUSED');
    }
  });

  test("cannot read, empty, delete or declare another's queue", async () => {
    for (const other of others) {
      for (const queue of [other, `${other}.dead`]) {
        const actions: ((channel: ConfirmChannel) => Promise<unknown>)[] = [
          channel => channel.consume(queue, () => undefined),
          channel => channel.get(queue),
          channel => channel.purgeQueue(queue),
          channel => channel.deleteQueue(queue),
          channel => channel.assertQueue(`${queue}.more`, queueOptions),
        ];
        for (const action of actions) expect(await outcome(service, action)).toContain('ACCESS_REFUSED');
      }
    }
  });

  test('consumes no more than the catalogue says, and leaves the shared exchange as it is', async () => {
    const foreign = messages.find(({ consumers }) => !consumers.includes(service))?.type ?? '#';
    for (const key of [foreign, '#', '*.*.v1']) {
      expect(await outcome(service, channel => channel.bindQueue(service, exchange, key))).toContain('ACCESS_REFUSED');
    }
    expect(await outcome(service, channel => channel.deleteExchange(exchange))).toContain('ACCESS_REFUSED');
    expect(await outcome(service, channel => channel.assertExchange('more', 'topic'))).toContain('ACCESS_REFUSED');
  });

  test('sees its own queue', async () => {
    expect(await outcome(service, channel => channel.checkQueue(service))).toBe('allowed');
  });
});
