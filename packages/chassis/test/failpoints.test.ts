import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Failpoint } from '@ems/chassis/failpoints';
import { enqueueMessages } from '@ems/chassis/messaging';
import { eventually, type MessagingApp, painted, startMessagingApp } from '@ems/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { painterProcesses } from './support/painter-processes';

describe('a process that is killed or frozen at a failpoint', () => {
  let app: MessagingApp;
  const processes = painterProcesses();
  beforeAll(async () => {
    app = await startMessagingApp();
    await app.relay.stop();
  });
  afterEach(processes.endAll);
  afterAll(async () => {
    await app.pause();
    await app.stop();
  });

  /** @param plan what becomes of it, and where */
  function start(program: 'relay-process' | 'consumer-process', plan: string) {
    const args = [app.plain.url, app.broker.amqpUrl('painter')];
    const { child, output, end } = processes.start(program, args, plan);
    return { child, end, isThere: () => eventually(() => output().includes(`failpoint ${plan}\n`)) };
  }

  const enqueue = (subjects: readonly string[], sequence: number) =>
    app.plain.database.transact(tx =>
      enqueueMessages(
        tx,
        painted,
        subjects.map(subject => ({ subject, sequence, data: { colour: 'red' } })),
      ),
    );
  const subjectsOf = (count: number) => Array.from({ length: count }, () => randomUUID());

  /** Each has had each version as its effect, once and in order. */
  const expectEffects = (subjects: readonly string[], versions: number[]) =>
    eventually(async () => {
      const rows = await app.plain.query<{ subject: string; sequences: number[] }>(
        'SELECT subject, array_agg(sequence ORDER BY id) AS sequences FROM effects WHERE subject = ANY ($1) GROUP BY subject',
        [subjects],
      );
      expect(rows.map(({ sequences }) => sequences)).toEqual(subjects.map(() => versions));
      return true;
    });

  test.each<Failpoint>([
    'outbox.after_read',
    'outbox.after_publish_before_confirm',
    'outbox.after_confirm_before_mark',
  ])('a leader that is frozen at %s is deposed, and goes on without harm', async point => {
    const subjects = subjectsOf(20);
    await enqueue(subjects, 1);
    const frozen = start('relay-process', `${point}:freeze`);
    await frozen.isThere();
    await app.listen();
    app.relay = app.startRelay();
    await eventually(() => app.relay.leads(), 10_000);
    await enqueue(subjects, 2);
    await expectEffects(subjects, [1, 2]);
    frozen.child.kill('SIGCONT');
    await enqueue(subjects, 3);
    await expectEffects(subjects, [1, 2, 3]);
    expect(app.relay.leads()).toBe(true);
    await frozen.end();
    await app.relay.stop();
    await app.pause();
    expect(await app.broker.take('painter.dead')).toBeUndefined();
  });

  test.each<[Failpoint, number]>([
    ['consumer.after_receive', 150],
    ['consumer.after_tx_before_ack', 2],
  ])('a consumer that is killed at %s, again and again, leaves each effect once and in order', async (point, nth) => {
    const subjects = subjectsOf(100);
    app.relay = app.startRelay();
    for (const version of [1, 2, 3]) await enqueue(subjects, version);
    await eventually(async () => (await app.plain.query('SELECT FROM outbox WHERE published_at IS NULL')).length === 0);
    // Before what is delivered again is suspected to have been the cause.
    for (const passages of [nth, 1]) {
      const { child } = start('consumer-process', `${point}:kill@${passages}`);
      expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    }
    await app.listen();
    await expectEffects(subjects, [1, 2, 3]);
    await app.relay.stop();
    await app.pause();
    expect(await app.broker.take('painter.dead')).toBeUndefined();
  });
});
