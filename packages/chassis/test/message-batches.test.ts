import { randomUUID } from 'node:crypto';
import type { Sql } from '@ems/chassis/database';
import { enqueueMessages } from '@ems/chassis/messaging';
import { eventually, type MessagingApp, messageOf, painted, startMessagingApp } from '@ems/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { painterProcesses } from './support/painter-processes';

describe('messages in batches', () => {
  let app: MessagingApp;
  beforeAll(async () => {
    app = await startMessagingApp();
  });
  beforeEach(() => {
    app.handle = async () => undefined;
  });
  const processes = painterProcesses();
  afterEach(processes.endAll);
  afterEach(() => app.pause());
  afterAll(() => app.stop());

  const enqueue = (messages: { subject: string; sequence: number; colour?: string }[]) =>
    app.plain.database.transact((tx: Sql) =>
      enqueueMessages(
        tx,
        painted,
        messages.map(({ subject, sequence, colour = 'red' }) => ({ subject, sequence, data: { colour } })),
      ),
    );
  /** All of it is in the queue before anybody takes it. */
  const published = () =>
    eventually(async () => (await app.plain.query('SELECT FROM outbox WHERE published_at IS NULL')).length === 0);
  const subjectsOf = (count: number) => Array.from({ length: count }, () => randomUUID());
  const effectsOf = (subjects: readonly string[]) =>
    app.plain.query<{ subject: string; sequence: number }>(
      'SELECT subject, sequence FROM effects WHERE subject = ANY ($1) ORDER BY id',
      [subjects],
    );
  const settled = (subjects: readonly string[], count = subjects.length) =>
    eventually(async () => {
      expect(await effectsOf(subjects)).toHaveLength(count);
      return true;
    });

  test('one that fails among many costs no other its effect, nor an attempt', async () => {
    const subjects = subjectsOf(49);
    const poison = randomUUID();
    app.handle = async colour => {
      if (colour === 'poison') throw new Error('it never can be handled');
    };
    await enqueue([
      ...subjects.slice(0, 20).map(subject => ({ subject, sequence: 1 })),
      { subject: poison, sequence: 1, colour: 'poison' },
      ...subjects.slice(20).map(subject => ({ subject, sequence: 1 })),
    ]);
    await published();
    await app.listen();
    await settled(subjects);
    await app.pause();
    // Only what failed waits in a retry queue, or comes again from it.
    const waiting = await eventually(() =>
      app.broker.take('painter.retry.1s').then(found => found ?? app.broker.take('painter')),
    );
    expect(JSON.parse(waiting.content.toString()).subject).toBe(poison);
    expect(await app.broker.take('painter')).toBeUndefined();
    expect(await app.broker.take('painter.retry.1s')).toBeUndefined();
    expect(await effectsOf([poison])).toEqual([]);
  });

  test('the versions of an aggregate have their effects in order, also where one of another aggregate fails between them', async () => {
    const subjects = subjectsOf(3);
    let failures = 0;
    app.handle = async colour => {
      if (colour === 'shaky' && failures++ < 2) throw new Error('a passing fault');
    };
    const versions = Array.from({ length: 120 }, (_, index) => index + 1);
    await enqueue([
      ...versions.flatMap(sequence => subjects.map(subject => ({ subject, sequence }))),
      { subject: randomUUID(), sequence: 1, colour: 'shaky' },
    ]);
    await published();
    await app.listen();
    await settled(subjects, 360);
    const effects = await effectsOf(subjects);
    for (const subject of subjects)
      expect(effects.filter(effect => effect.subject === subject).map(({ sequence }) => sequence)).toEqual(versions);
  });

  test('one that comes several times in a batch has its effect once', async () => {
    const [subject, other] = [randomUUID(), randomUUID()];
    const message = messageOf(painted.type, subject, 1, { colour: 'red' });
    for (let copies = 0; copies < 5; copies++) await app.broker.publish(painted.type, message, message.id);
    await enqueue([{ subject: other, sequence: 1 }]);
    await published();
    await app.listen();
    await settled([other]);
    await settled([subject]);
    await app.pause();
    expect(await app.broker.take('painter')).toBeUndefined();
    expect(await effectsOf([subject])).toHaveLength(1);
  });

  test('a process that is killed in the middle of batches leaves each effect once', async () => {
    const subjects = subjectsOf(400);
    await enqueue(subjects.map(subject => ({ subject, sequence: 1 })));
    await published();
    const blocker = new Client(app.plain.url);
    await blocker.connect();
    // What a batch writes last waits, with the deliveries recorded and nothing committed.
    await blocker.query('BEGIN; LOCK TABLE effects');
    const killed = processes.start('consumer-process', [app.plain.url, app.broker.amqpUrl('painter')]);
    await eventually(
      async () =>
        (
          await app.plain.query(
            `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%INTO effects%'`,
          )
        ).length > 0,
    );
    await killed.end();
    await blocker.query('ROLLBACK');
    await blocker.end();
    await app.listen();
    await settled(subjects);
    expect(await app.broker.take('painter.dead')).toBeUndefined();
  });

  test('a database that ends the connections of batches delays them, and spends no attempt', async () => {
    const subjects = subjectsOf(200);
    const slow = { isHeld: true };
    app.handle = async () => {
      if (!slow.isHeld) return;
      slow.isHeld = false;
      await app.plain.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chassis test apart' AND datname = current_database()`,
      );
    };
    await enqueue(subjects.map(subject => ({ subject, sequence: 1 })));
    await published();
    await app.listen();
    await settled(subjects);
    expect(slow.isHeld).toBe(false);
    for (const queue of ['painter.retry.1s', 'painter.dead']) expect(await app.broker.take(queue)).toBeUndefined();
  });

  test('others have their turns while thousands of messages are handled', async () => {
    const subjects = subjectsOf(5_000);
    await enqueue(subjects.map(subject => ({ subject, sequence: 1 })));
    await published();
    let turns = 0;
    let isDrained = false;
    await app.listen();
    const others = (async () => {
      for (; !isDrained; turns++) await app.plain.database.sql.$queryRaw`SELECT 1`;
    })();
    await settled(subjects);
    isDrained = true;
    await others;
    // Each batch leaves a turn: so many at least as there are batches.
    expect(turns).toBeGreaterThan(50);
  });
});
