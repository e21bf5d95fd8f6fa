import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createPublisher, type Publisher } from '@ems/chassis/messaging';
import { type BrokerProxy, eventually, type MessagingApp, startBrokerProxy, startMessagingApp } from '@ems/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

/** Of a confirm, milliseconds. */
const longerThanAnyDeadline = 11_000;

describe('a broker that is away', () => {
  let app: MessagingApp;
  let proxy: BrokerProxy;
  let publisher: Publisher;
  beforeAll(async () => {
    app = await startMessagingApp();
    await app.relay.stop();
    proxy = await startBrokerProxy(app.broker.amqpUrl('painter'));
  });
  beforeEach(async () => {
    publisher = await createPublisher(proxy.through(app.broker.amqpUrl('painter')), 'painter', app.logger);
    app.relay = app.relayThrough(publisher);
    await eventually(() => publisher.state() === 'up');
    await app.listen();
  });
  afterEach(async () => {
    await app.relay.stop();
    await publisher.close();
    await app.pause();
  });
  afterAll(async () => {
    await proxy.stop();
    await app.stop();
  });

  const waiting = () =>
    app.plain.query<{ attempts: number; retry_at: Date | null }>(
      'SELECT attempts, retry_at FROM outbox WHERE published_at IS NULL',
    );
  const paintMany = async () => {
    const subjects = Array.from({ length: 20 }, () => randomUUID());
    for (const subject of subjects) await app.paint(subject, 1, 'red');
    return subjects;
  };
  const arrived = (subjects: string[]) =>
    eventually(async () => {
      for (const subject of subjects) expect(await app.effects(subject)).toHaveLength(1);
      return true;
    }, 5_000);

  test('for it is frozen: is dropped once, and its connection is not disturbed when it is back', async () => {
    const before = proxy.opened();
    proxy.freeze();
    const subjects = await paintMany();
    await eventually(() => publisher.state() === 'down');
    subjects.push(...(await paintMany()));
    expect(await waiting()).toHaveLength(40);
    for (const row of await waiting()) expect(row).toEqual({ attempts: 0, retry_at: null });
    proxy.thaw();
    await arrived(subjects);
    const opened = proxy.opened();
    expect(opened).toBe(before + 1);
    await delay(longerThanAnyDeadline);
    expect({ opened: proxy.opened(), state: publisher.state() }).toEqual({ opened, state: 'up' });
  });

  test('for blocking at an alarm: says so, spends no attempts, and gets all as soon as it ends', async () => {
    const before = proxy.opened();
    proxy.block();
    const subjects = await paintMany();
    await eventually(() => publisher.state() === 'blocked');
    await delay(longerThanAnyDeadline);
    subjects.push(...(await paintMany()));
    for (const row of await waiting()) expect(row).toEqual({ attempts: 0, retry_at: null });
    expect(await waiting()).toHaveLength(40);
    proxy.unblock();
    await arrived(subjects);
    expect(proxy.opened()).toBe(before);
  });

  test('and cut off while it has what it has not confirmed: costs no attempt', async () => {
    proxy.freeze();
    const subjects = await paintMany();
    await eventually(() => proxy.held() > 0);
    proxy.cut();
    proxy.thaw();
    await arrived(subjects);
    expect(await app.plain.query('SELECT FROM outbox WHERE attempts > 0')).toEqual([]);
  });

  test('forgets with its return what it refused before', async () => {
    const subject = randomUUID();
    proxy.freeze();
    await app.paint(subject, 1, 'refused');
    await app.plain.query(`UPDATE outbox SET attempts = 9, retry_at = now() + interval '5 min' WHERE subject = $1`, [
      subject,
    ]);
    proxy.cut();
    proxy.thaw();
    await arrived([subject]);
  });
});
