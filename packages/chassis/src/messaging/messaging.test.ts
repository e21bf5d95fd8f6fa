import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Sql } from '../database';
import { conflict } from '../errors';
import { createLogger } from '../log';
import {
  createPlainDatabase,
  createTestBroker,
  eventually,
  type PlainDatabase,
  type TestBroker,
  watchLeaks,
} from '../testing';
import {
  type Consumer,
  createPublisher,
  createRelay,
  type Publisher,
  type Relay,
  record,
  startConsumer,
  subscriptionsFor,
} from '.';

const painted = { type: 'wall.painted.v1', heardBy: ['painter'], data: z.object({ colour: z.string() }) };
const unheard = { type: 'wall.unheard.v1', heardBy: [], data: z.object({}) };
const on = subscriptionsFor<Sql>();

describe('messages from commit to effect', () => {
  const checkLeaks = watchLeaks();
  const logger = createLogger('painter', 'silent');
  let plain: PlainDatabase;
  let broker: TestBroker;
  let publisher: Publisher;
  let relay: Relay;
  let consumer: Consumer | undefined;
  let handle: (tx: Sql, colour: string) => Promise<void>;

  const subscriptions = [
    on(painted, async (tx, message) => {
      await handle(tx, message.data.colour);
      await tx.$executeRaw`INSERT INTO effects (subject, sequence, colour) VALUES (${message.subject}, ${message.sequence}, ${message.data.colour})`;
    }),
  ];
  const startRelay = () => {
    const made = createRelay({
      service: 'painter',
      databaseUrl: plain.url,
      publisher,
      logger,
      isHeard: type => type === painted.type,
    });
    made.start();
    return made;
  };
  const listen = async () => {
    const amqpUrl = broker.amqpUrl('painter');
    consumer = await startConsumer({
      service: 'painter',
      amqpUrl,
      publisher,
      database: plain.database,
      subscriptions,
      logger,
    });
  };
  const paint = (subject: string, sequence: number, colour: string) =>
    plain.database.transact(tx => record(tx, painted, subject, sequence, { colour }));
  const effects = (subject: string) =>
    plain.query<{ sequence: number; colour: string }>(
      'SELECT sequence, colour FROM effects WHERE subject = $1 ORDER BY id',
      [subject],
    );
  const dead = () => eventually(() => broker.take('painter.dead'));

  beforeAll(async () => {
    plain = await createPlainDatabase('CREATE TABLE effects (id serial, subject text, sequence int, colour text);');
    broker = await createTestBroker([painted, unheard], ['painter']);
    publisher = await createPublisher(broker.amqpUrl('painter'), 'painter', logger);
    relay = startRelay();
    plain.database.onCommit(() => relay.wake());
  });
  beforeEach(() => {
    handle = async () => undefined;
  });
  afterEach(async () => {
    await consumer?.stop();
    consumer = undefined;
  });
  afterAll(async () => {
    await relay.stop();
    await publisher.close();
    await plain.database.close();
    await broker.drop();
    await plain.drop();
    await checkLeaks();
  });

  test('a committed message travels as a CloudEvent and has its effect once', async () => {
    const subject = randomUUID();
    await paint(subject, 1, 'red');
    const message = await eventually(() => broker.take('painter'));
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
    for (let copies = 0; copies < 3; copies++) await broker.publish(painted.type, envelope, envelope.id);
    await listen();
    await paint(subject, 2, 'blue');
    await eventually(async () => (await effects(subject)).length === 2);
    expect(await effects(subject)).toEqual([
      { sequence: 1, colour: 'red' },
      { sequence: 2, colour: 'blue' },
    ]);
  });

  test('what was rolled back is never published', async () => {
    const subject = randomUUID();
    await plain.database
      .transact(async tx => {
        await record(tx, painted, subject, 1, { colour: 'phantom' });
        throw new Error('changed my mind');
      })
      .catch(() => undefined);
    await listen();
    await paint(subject, 1, 'real');
    await eventually(async () => (await effects(subject)).length === 1);
    expect((await effects(subject))[0]?.colour).toBe('real');
  });

  test('messages of one aggregate arrive in the order of its versions, also in bulk', async () => {
    const subject = randomUUID();
    await listen();
    for (let version = 1; version <= 60; version++) await paint(subject, version, 'x');
    await eventually(async () => (await effects(subject)).length === 60);
    expect((await effects(subject)).map(effect => effect.sequence)).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
  });

  test('a message that nobody hears is done; one that misses its queue waits in the outbox', async () => {
    await plain.database.transact(tx => record(tx, unheard, randomUUID(), 1, {}));
    await eventually(
      async () =>
        (await plain.query(`SELECT FROM outbox WHERE type = 'wall.unheard.v1' AND published_at IS NOT NULL`)).length ===
        1,
    );
    const elsewhere = await createTestBroker([], ['painter']);
    const lost = await createPublisher(elsewhere.amqpUrl('painter'), 'painter', logger);
    await relay.stop();
    relay = createRelay({ service: 'painter', databaseUrl: plain.url, publisher: lost, logger, isHeard: () => true });
    relay.start();
    const subject = randomUUID();
    await paint(subject, 1, 'waiting');
    const waits = await eventually(
      async () =>
        (
          await plain.query<{ last_error: string }>(
            'SELECT last_error FROM outbox WHERE subject = $1 AND attempts > 0',
            [subject],
          )
        )[0],
    );
    expect(waits.last_error).toContain('no queue');
    await relay.stop();
    await lost.close();
    await elsewhere.drop();
    relay = startRelay();
    await plain.query('UPDATE outbox SET retry_at = NULL');
    await listen();
    await eventually(async () => (await effects(subject)).length === 1);
  });

  test.each([
    ['not JSON', '{"half":', 'unreadable'],
    ['no CloudEvent', { hello: 'world' }, 'unreadable'],
    ['data that its schema refuses', { colour: 5 }, 'does not fit the schema'],
    ['a type that is not heard', { colour: 'red' }, 'does not hear wall.unknown.v9'],
  ])('%s goes to the dead letters at once, with the reason', async (_, content, reason) => {
    const id = randomUUID();
    const isData = typeof content === 'object' && 'colour' in content;
    const type = reason.includes('hear') ? 'wall.unknown.v9' : painted.type;
    const base = {
      specversion: '1.0',
      id,
      source: '/x',
      subject: id,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: 'x',
      sequence: '0000000001',
    };
    await listen();
    await broker.publish(painted.type, isData ? { ...base, type, data: content } : content, id);
    const letter = await dead();
    expect(letter.properties.messageId).toBe(id);
    expect(letter.properties.headers?.['x-last-error']).toContain(reason);
    expect(letter.properties.headers?.['x-attempt']).toBe(1);
    expect(await effects(id)).toEqual([]);
  });

  test('a refusal by the domain is dead at once; what fails once is tried again and then has its effect', async () => {
    const [refused, shaky] = [randomUUID(), randomUUID()];
    let failures = 0;
    handle = async (_tx, colour) => {
      if (colour === 'refused') throw conflict('wall.dry', 'the wall is dry');
      if (colour === 'shaky' && failures++ === 0) throw new Error('a passing fault');
    };
    await listen();
    await paint(refused, 1, 'refused');
    await paint(shaky, 1, 'shaky');
    expect((await dead()).properties.headers?.['x-last-error']).toBe('the wall is dry');
    await eventually(async () => (await effects(shaky)).length === 1);
    expect(failures).toBe(2);
    expect(await effects(refused)).toEqual([]);
  });

  test('two relays on one database: one leads, and the other takes over when it ends', async () => {
    await eventually(() => relay.leads());
    const standby = startRelay();
    const subject = randomUUID();
    await listen();
    await paint(subject, 1, 'by the leader');
    await eventually(async () => (await effects(subject)).length === 1);
    expect(standby.leads()).toBe(false);
    await relay.stop();
    await paint(subject, 2, 'by the standby');
    await eventually(async () => (await effects(subject)).length === 2);
    expect(standby.leads()).toBe(true);
    relay = standby;
  });

  test('a relay whose database connection is cut takes its lock again and goes on', async () => {
    await eventually(() => relay.leads());
    await plain.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'painter relay'`,
    );
    const subject = randomUUID();
    await listen();
    await paint(subject, 1, 'after the cut');
    await eventually(async () => (await effects(subject)).length === 1);
  });
});
