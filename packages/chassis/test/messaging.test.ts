import { randomUUID } from 'node:crypto';
import { domainErrors } from '@ems/chassis/errors';
import { createPublisher, enqueueMessage } from '@ems/chassis/messaging';
import {
  createTestBroker,
  eventually,
  former,
  type MessagingApp,
  messageOf,
  painted,
  startMessagingApp,
  unconsumed,
} from '@ems/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

const problem = domainErrors({ 'wall.dry': { kind: 'conflict' } });
const dead = ({ broker }: MessagingApp) => eventually(() => broker.take('painter.dead'));

describe('messages from commit to effect', () => {
  let app: MessagingApp;
  beforeAll(async () => {
    app = await startMessagingApp();
  });
  beforeEach(() => {
    app.handle = async () => undefined;
  });
  afterEach(() => app.pause());
  afterAll(() => app.stop());

  test('a committed message travels as a CloudEvent and has its effect once', async () => {
    const subject = randomUUID();
    await app.paint(subject, 1, 'red');
    const message = await eventually(() => app.broker.take('painter'));
    expect(message.properties).toMatchObject({
      type: painted.type,
      appId: 'painter',
      contentType: 'application/cloudevents+json',
      deliveryMode: 2,
    });
    const envelope = JSON.parse(message.content.toString());
    expect(envelope).toMatchObject({
      specversion: '1.0',
      source: '/painter',
      type: painted.type,
      subject,
      sequence: '0000000001',
      data: { colour: 'red' },
    });
    expect(envelope.id).toBe(message.properties.messageId);
    for (let copies = 0; copies < 3; copies++) await app.broker.publish(painted.type, envelope, envelope.id);
    await app.listen();
    await app.paint(subject, 2, 'blue');
    await eventually(async () => (await app.effects(subject)).length === 2);
    expect(await app.effects(subject)).toEqual([
      { sequence: 1, colour: 'red' },
      { sequence: 2, colour: 'blue' },
    ]);
  });

  test('what was rolled back is never published', async () => {
    const subject = randomUUID();
    await app.plain.database
      .transact(async tx => {
        await enqueueMessage(tx, painted, subject, 1, { colour: 'phantom' });
        throw new Error('changed my mind');
      })
      .catch(() => undefined);
    await app.listen();
    await app.paint(subject, 1, 'real');
    await eventually(async () => (await app.effects(subject)).length === 1);
    expect((await app.effects(subject))[0]?.colour).toBe('real');
  });

  test('messages of one aggregate arrive in the order of its versions, also in bulk', async () => {
    const subject = randomUUID();
    await app.listen();
    for (let version = 1; version <= 60; version++) await app.paint(subject, version, 'x');
    await eventually(async () => (await app.effects(subject)).length === 60);
    expect((await app.effects(subject)).map(effect => effect.sequence)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
  });

  test('a message that nobody hears is done; one that misses its queue waits in the outbox', async () => {
    await app.plain.database.transact(tx => enqueueMessage(tx, unconsumed, randomUUID(), 1, {}));
    await eventually(
      async () =>
        (await app.plain.query(`SELECT FROM outbox WHERE type = 'wall.unconsumed.v1' AND published_at IS NOT NULL`))
          .length === 1,
    );
    const elsewhere = await createTestBroker([{ ...painted, consumers: [] }], ['painter']);
    const lost = await createPublisher(elsewhere.amqpUrl('painter'), 'painter', app.logger);
    await app.relay.stop();
    app.relay = app.relayThrough(lost);
    const subject = randomUUID();
    await app.paint(subject, 1, 'waiting');
    const waits = await eventually(
      async () =>
        (
          await app.plain.query<{ last_error: string }>(
            'SELECT last_error FROM outbox WHERE subject = $1 AND attempts > 0',
            [subject],
          )
        )[0],
    );
    expect(waits.last_error).toContain('no queue');
    await app.relay.stop();
    await lost.close();
    await elsewhere.drop();
    app.relay = app.startRelay();
    await app.plain.query('UPDATE outbox SET retry_at = NULL');
    await app.listen();
    await eventually(async () => (await app.effects(subject)).length === 1);
  });

  test.each([
    ['not JSON', '{"half":', 'unreadable'],
    ['no CloudEvent', { hello: 'world' }, 'unreadable'],
    ['data that its schema refuses', { colour: 5 }, 'does not fit the schema'],
    [
      'a type that is not heard any more',
      { colour: 'red' },
      'does not subscribe to wall.former.v1',
      former.type,
      former.type,
    ],
    ['what says that it is another type', { colour: 'red' }, 'published as another type', unconsumed.type],
  ])(
    '%s goes to the dead letters at once, with the reason',
    async (_, content, reason, type = painted.type, key = painted.type) => {
      const id = randomUUID();
      const isData = typeof content === 'object' && 'colour' in content;
      await app.listen();
      await app.broker.publish(key, isData ? messageOf(type, id, 1, content, id) : content, id);
      const letter = await dead(app);
      expect(letter.properties.messageId).toBe(id);
      expect(letter.properties.headers?.['x-last-error']).toContain(reason);
      expect(letter.properties.headers?.['x-attempt']).toBe(1);
      expect(await app.effects(id)).toEqual([]);
    },
  );

  test('a refusal by the domain is dead at once; what fails once is tried again and then has its effect', async () => {
    const [refused, shaky] = [randomUUID(), randomUUID()];
    let failures = 0;
    app.handle = async colour => {
      if (colour === 'refused') throw problem('wall.dry', 'the wall is dry');
      if (colour === 'shaky' && failures++ === 0) throw new Error('a passing fault');
    };
    await app.listen();
    await app.paint(refused, 1, 'refused');
    await app.paint(shaky, 1, 'shaky');
    expect((await dead(app)).properties.headers?.['x-last-error']).toBe('the wall is dry');
    await eventually(async () => (await app.effects(shaky)).length === 1);
    expect(failures).toBe(2);
    expect(await app.effects(refused)).toEqual([]);
  });
});
