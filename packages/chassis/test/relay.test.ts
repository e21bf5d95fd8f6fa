import { randomUUID } from 'node:crypto';
import { eventually, type MessagingApp, startMessagingApp } from '@ems/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { painterProcesses } from './support/painter-processes';

describe('the relay', () => {
  let app: MessagingApp;
  beforeAll(async () => {
    app = await startMessagingApp();
  });
  const processes = painterProcesses();
  afterEach(processes.endAll);
  afterEach(() => app.pause());
  afterAll(() => app.stop());

  test('two relays on one database: one leads, and the other takes over when it ends', async () => {
    await eventually(() => app.relay.leads());
    const standby = app.startRelay();
    const subject = randomUUID();
    await app.listen();
    await app.paint(subject, 1, 'by the leader');
    await eventually(async () => (await app.effects(subject)).length === 1);
    expect(standby.leads()).toBe(false);
    await app.relay.stop();
    await app.paint(subject, 2, 'by the standby');
    await eventually(async () => (await app.effects(subject)).length === 2);
    expect(standby.leads()).toBe(true);
    app.relay = standby;
  });

  test('a leader that is frozen is deposed within 10 s, and what it sends late has no second effect', async () => {
    await app.relay.stop();
    const amqpUrl = app.broker.amqpUrl('painter');
    const { child: frozen, end } = processes.start('relay-process', [app.plain.url, amqpUrl]);
    const subjects = Array.from({ length: 50 }, () => randomUUID());
    await app.paint(String(subjects[0]), 1, 'by the leader');
    await app.listen();
    await eventually(async () => (await app.effects(String(subjects[0]))).length === 1);
    app.relay = app.startRelay();
    for (const subject of subjects) await app.paint(subject, 2, 'before the freeze');
    frozen.kill('SIGSTOP');
    for (const subject of subjects) await app.paint(subject, 3, 'after the freeze');
    await eventually(() => app.relay.leads(), 10_000);
    const settled = () =>
      eventually(async () => {
        for (const subject of subjects) expect((await app.effects(subject)).at(-1)?.sequence).toBe(3);
        return true;
      });
    await settled();
    frozen.kill('SIGCONT');
    for (const subject of subjects) await app.paint(subject, 4, 'after the thaw');
    await eventually(async () => {
      for (const subject of subjects) {
        const sequences = (await app.effects(subject)).map(({ sequence }) => sequence);
        expect(sequences).toEqual(subject === subjects[0] ? [1, 2, 3, 4] : [2, 3, 4]);
      }
      return true;
    });
    expect(app.relay.leads()).toBe(true);
    await end();
  });

  test('a relay whose database connection is cut takes its lock again and goes on', async () => {
    await eventually(() => app.relay.leads());
    await app.plain.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'app relay'`,
    );
    const subject = randomUUID();
    await app.listen();
    await app.paint(subject, 1, 'after the cut');
    await eventually(async () => (await app.effects(subject)).length === 1);
  });
});
