import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { conflict } from '../errors';
import { createTestBroker, eventually, messageOf } from '../testing';
import { former, type Painter, painted, startPainter, unheard } from '../testing/painter';
import { createPublisher, record } from '.';

const dead = ({ broker }: Painter) => eventually(() => broker.take('painter.dead'));

describe('messages from commit to effect', () => {
  let painter: Painter;
  beforeAll(async () => {
    painter = await startPainter();
  });
  beforeEach(() => {
    painter.handle = async () => undefined;
  });
  afterEach(() => painter.pause());
  afterAll(() => painter.stop());

  test('a committed message travels as a CloudEvent and has its effect once', async () => {
    const subject = randomUUID();
    await painter.paint(subject, 1, 'red');
    const message = await eventually(() => painter.broker.take('painter'));
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
    for (let copies = 0; copies < 3; copies++) await painter.broker.publish(painted.type, envelope, envelope.id);
    await painter.listen();
    await painter.paint(subject, 2, 'blue');
    await eventually(async () => (await painter.effects(subject)).length === 2);
    expect(await painter.effects(subject)).toEqual([
      { sequence: 1, colour: 'red' },
      { sequence: 2, colour: 'blue' },
    ]);
  });

  test('what was rolled back is never published', async () => {
    const subject = randomUUID();
    await painter.plain.database
      .transact(async tx => {
        await record(tx, painted, subject, 1, { colour: 'phantom' });
        throw new Error('changed my mind');
      })
      .catch(() => undefined);
    await painter.listen();
    await painter.paint(subject, 1, 'real');
    await eventually(async () => (await painter.effects(subject)).length === 1);
    expect((await painter.effects(subject))[0]?.colour).toBe('real');
  });

  test('messages of one aggregate arrive in the order of its versions, also in bulk', async () => {
    const subject = randomUUID();
    await painter.listen();
    for (let version = 1; version <= 60; version++) await painter.paint(subject, version, 'x');
    await eventually(async () => (await painter.effects(subject)).length === 60);
    expect((await painter.effects(subject)).map(effect => effect.sequence)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
  });

  test('a message that nobody hears is done; one that misses its queue waits in the outbox', async () => {
    await painter.plain.database.transact(tx => record(tx, unheard, randomUUID(), 1, {}));
    await eventually(
      async () =>
        (await painter.plain.query(`SELECT FROM outbox WHERE type = 'wall.unheard.v1' AND published_at IS NOT NULL`))
          .length === 1,
    );
    const elsewhere = await createTestBroker([{ ...painted, heardBy: [] }], ['painter']);
    const lost = await createPublisher(elsewhere.amqpUrl('painter'), 'painter', painter.logger);
    await painter.relay.stop();
    painter.relay = painter.relayThrough(lost, () => true);
    const subject = randomUUID();
    await painter.paint(subject, 1, 'waiting');
    const waits = await eventually(
      async () =>
        (
          await painter.plain.query<{ last_error: string }>(
            'SELECT last_error FROM outbox WHERE subject = $1 AND attempts > 0',
            [subject],
          )
        )[0],
    );
    expect(waits.last_error).toContain('no queue');
    await painter.relay.stop();
    await lost.close();
    await elsewhere.drop();
    painter.relay = painter.startRelay();
    await painter.plain.query('UPDATE outbox SET retry_at = NULL');
    await painter.listen();
    await eventually(async () => (await painter.effects(subject)).length === 1);
  });

  test.each([
    ['not JSON', '{"half":', 'unreadable'],
    ['no CloudEvent', { hello: 'world' }, 'unreadable'],
    ['data that its schema refuses', { colour: 5 }, 'does not fit the schema'],
    ['a type that is not heard any more', { colour: 'red' }, 'does not hear wall.former.v1', former.type, former.type],
    ['what says that it is another type', { colour: 'red' }, 'published as another type', unheard.type],
  ])(
    '%s goes to the dead letters at once, with the reason',
    async (_, content, reason, type = painted.type, key = painted.type) => {
      const id = randomUUID();
      const isData = typeof content === 'object' && 'colour' in content;
      await painter.listen();
      await painter.broker.publish(key, isData ? messageOf(type, id, 1, content, id) : content, id);
      const letter = await dead(painter);
      expect(letter.properties.messageId).toBe(id);
      expect(letter.properties.headers?.['x-last-error']).toContain(reason);
      expect(letter.properties.headers?.['x-attempt']).toBe(1);
      expect(await painter.effects(id)).toEqual([]);
    },
  );

  test('a refusal by the domain is dead at once; what fails once is tried again and then has its effect', async () => {
    const [refused, shaky] = [randomUUID(), randomUUID()];
    let failures = 0;
    painter.handle = async colour => {
      if (colour === 'refused') throw conflict('wall.dry', 'the wall is dry');
      if (colour === 'shaky' && failures++ === 0) throw new Error('a passing fault');
    };
    await painter.listen();
    await painter.paint(refused, 1, 'refused');
    await painter.paint(shaky, 1, 'shaky');
    expect((await dead(painter)).properties.headers?.['x-last-error']).toBe('the wall is dry');
    await eventually(async () => (await painter.effects(shaky)).length === 1);
    expect(failures).toBe(2);
    expect(await painter.effects(refused)).toEqual([]);
  });
});
