import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../testing';
import { type Painter, startPainter } from '../testing/painter';

describe('the relay', () => {
  let painter: Painter;
  beforeAll(async () => {
    painter = await startPainter();
  });
  afterEach(() => painter.pause());
  afterAll(() => painter.stop());

  test('two relays on one database: one leads, and the other takes over when it ends', async () => {
    await eventually(() => painter.relay.leads());
    const standby = painter.startRelay();
    const subject = randomUUID();
    await painter.listen();
    await painter.paint(subject, 1, 'by the leader');
    await eventually(async () => (await painter.effects(subject)).length === 1);
    expect(standby.leads()).toBe(false);
    await painter.relay.stop();
    await painter.paint(subject, 2, 'by the standby');
    await eventually(async () => (await painter.effects(subject)).length === 2);
    expect(standby.leads()).toBe(true);
    painter.relay = standby;
  });

  test('a relay whose database connection is cut takes its lock again and goes on', async () => {
    await eventually(() => painter.relay.leads());
    await painter.plain.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'painter relay'`,
    );
    const subject = randomUUID();
    await painter.listen();
    await painter.paint(subject, 1, 'after the cut');
    await eventually(async () => (await painter.effects(subject)).length === 1);
  });
});
