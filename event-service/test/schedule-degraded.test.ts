import { randomUUID } from 'node:crypto';
import { withClient } from '@ems/chassis/database';
import { deliver, eventually, expectStatus, messageOf, scaled, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makePublished, type TestEvent } from './support/events';
import type { FakeUpstream } from './support/fake-upstream';
import { startHeartbeats } from './support/heartbeats';
import { sampleSchedule } from './support/schedule';
import { type Scheduled, startScheduled } from './support/scheduled';
import type { App } from './support/start';

describe('a schedule, cached and invalidated by messages', () => {
  const schedule = sampleSchedule();
  let broker: TestBroker;
  let scheduled: Scheduled;
  let sessions: FakeUpstream;
  let speakers: FakeUpstream;
  let running: App;
  let event: TestEvent;
  let heartbeats: ReturnType<typeof startHeartbeats>;
  beforeAll(async () => {
    broker = await startBroker();
    heartbeats = startHeartbeats(broker);
    scheduled = await startScheduled(schedule, { broker, slug: 'cached-conf' });
    ({ sessions, speakers, running, event } = scheduled);
  });
  beforeEach(async () => {
    await deliverChange();
    await scheduled.recover();
  });
  afterAll(async () => {
    await heartbeats.stop();
    await scheduled.stop();
  });

  const at = <Path extends string>(path: Path) => running.as()('get', `/events/${event.id}${path}`);
  const get = () => at('/schedule');
  /** A message of session-service that the schedule has changed. */
  const deliverChange = () => {
    const data = { id: randomUUID(), eventId: event.id, name: 'Curie' };
    return deliver(broker, running.database, messageOf('room.updated.v1', data.id, 2, data));
  };
  const opening = schedule.sessions[0] as { title: string };
  const titleIn = (body: { days: { rooms: { slots: { session: { title: string } }[] }[] }[] }) =>
    body.days[0]?.rooms[0]?.slots[0]?.session.title;

  test('is composed once for all requests, and sent once to who has it', async () => {
    await get();
    const before = { ...sessions.calls, ...speakers.calls };
    const replies = await Promise.all(Array.from({ length: 20 }, () => get()));
    const etag = String(replies[0]?.headers.etag);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expectStatus(await get().set('if-none-match', etag), 304);
    expectStatus(await at('/schedule.json'), 200);
    expect({ ...sessions.calls, ...speakers.calls }).toEqual(before);
  });

  test('shows a change within a second of its message, in every instance', async () => {
    const other = await running.second({ AMQP_URL: broker.amqpUrl('event-service') });
    const elsewhere = () => other.as()('get', `/events/${event.id}/schedule`);
    await Promise.all([get(), elsewhere()]);
    opening.title = 'Opened';
    expect(titleIn((await get()).body)).toBe('Opening');
    expect(titleIn((await elsewhere()).body)).toBe('Opening');
    const delivered = Date.now();
    await deliverChange();
    expect(titleIn((await get()).body)).toBe('Opened');
    expect(titleIn((await elsewhere()).body)).toBe('Opened');
    expect(Date.now() - delivered).toBeLessThan(scaled(1_000));
    opening.title = 'Opening';
    await other.stop();
  });

  test.each(['down', 'failing', 'hanging', 'nonsense'] as const)(
    'while session-service is %s shows what was there last, marked, not to be kept; it recovers by itself',
    async behaviour => {
      const whole = await get();
      if (behaviour === 'down') await sessions.down();
      else sessions.behave(behaviour);
      await deliverChange();
      const started = Date.now();
      const reply = await get();
      expect(Date.now() - started).toBeLessThan(scaled(4_000));
      expectStatus(reply, 200);
      expect(reply.body.days).toEqual(whole.body.days);
      const asOf = expect.stringMatching(/^\d{4}-.*Z$/);
      expect(reply.body.degraded).toEqual([
        { part: 'sessions', reason: 'unavailable', asOf },
        { part: 'speakers', reason: 'unavailable', asOf },
      ]);
      expect(reply.headers.warning).toMatch(/^110 event-service "sessions and speakers are as of \d{4}-/);
      expect(reply.headers['cache-control']).toBe('public, max-age=2');
      const feed = await at('/schedule.json');
      expectStatus(feed, 200);
      expect(feed.headers.warning).toEqual(reply.headers.warning);
      sessions.behave('healthy');
      await sessions.up();
      await eventually(async () => !(await get()).body.degraded);
    },
  );

  test('is loaded once, however long that takes: meanwhile what was there last is shown, or a 503', async () => {
    sessions.behave('slow');
    opening.title = 'Slowly';
    await deliverChange();
    const other = await makePublished(running);
    const ofOther = () => running.as()('get', `/events/${other.id}/schedule`);
    const [known, unknown] = await Promise.all([get(), ofOther()]);
    expect(known.body.degraded).toMatchObject([{ part: 'sessions' }, { part: 'speakers' }]);
    expect(titleIn(known.body)).toBe('Opening');
    expectStatus(unknown, 503, 'unavailable');
    expect(Number(unknown.headers['retry-after'])).toBeGreaterThan(0);
    const calls = sessions.calls.StreamSlotsByEvent;

    sessions.behave('healthy');
    const loaded = await eventually(async () => {
      const reply = await get();
      return reply.body.degraded ? undefined : reply;
    });
    opening.title = 'Opening';
    expect(titleIn(loaded.body)).toBe('Slowly');
    await eventually(async () => (await ofOther()).status === 200);
    expect(sessions.calls.StreamSlotsByEvent).toBe(calls);
  });

  test('while speaker-service is away shows a changed schedule with the names that were known', async () => {
    speakers.behave('failing');
    opening.title = 'Renamed';
    await deliverChange();
    const reply = await get();
    opening.title = 'Opening';
    expect(reply.body.degraded).toMatchObject([{ part: 'speakers', asOf: expect.any(String) }]);
    expect(titleIn(reply.body)).toBe('Renamed');
    expect(reply.body.days[0]?.rooms[0]?.slots[0]?.session.speakers[0]?.name).toBe('Ada Lovelace');
  });

  test('while the relays of its owners are not heard is loaded again and marked, for changes may be unknown', async () => {
    await heartbeats.stop();
    await eventually(async () => (await get()).body.degraded);
    opening.title = 'Moved on';
    const reply = await eventually(async () => {
      const changed = await get();
      return titleIn(changed.body) === 'Moved on' ? changed : undefined;
    });
    opening.title = 'Opening';
    const asOf = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(reply.body.degraded).toEqual([
      { part: 'sessions', reason: 'behind', asOf },
      { part: 'speakers', reason: 'behind', asOf },
    ]);
    expect(reply.headers.warning).toMatch(/^110 event-service "sessions and speakers are as of \d{4}-/);
    heartbeats = startHeartbeats(broker);
    await eventually(async () => !(await get()).body.degraded);
  });

  test('while its own consumer hangs is marked too: a heartbeat counts when all before it has been handled', async () => {
    const superuser = new URL(process.env.TEST_POSTGRES_URL ?? '');
    superuser.pathname = new URL(running.database.url).pathname;
    await withClient(superuser.href, async client => {
      await client.query('BEGIN; LOCK TABLE inbox IN EXCLUSIVE MODE');
      const data = { id: randomUUID(), eventId: event.id, name: 'Curie' };
      const message = messageOf('room.updated.v1', data.id, 3, data);
      await broker.publish(message.type, message, message.id);
      await eventually(async () => (await get()).body.degraded);
      await client.query('ROLLBACK');
    });
    await eventually(async () => !(await get()).body.degraded);
  });

  test('is composed, marked and not kept while the database takes no writes', async () => {
    const name = new URL(running.database.url).pathname.slice(1);
    const setReadOnly = (state: 'on' | 'off') =>
      running.database.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = ${state}`);
    await setReadOnly('on');
    // Its connections begin after that, and it has composed nothing yet.
    const other = await running.second({});
    const elsewhere = () => other.as()('get', `/events/${event.id}/schedule`);
    try {
      const { body } = expectStatus(await elsewhere(), 200);
      expect(body.degraded).toContainEqual(expect.objectContaining({ reason: 'unavailable' }));
      expect(titleIn(body)).toBe(opening.title);
    } finally {
      await setReadOnly('off');
      await other.stop();
    }
  });

  test('a service that hangs is soon not called any more, costs the service’s own routes nothing, and is found again', async () => {
    sessions.behave('hanging');
    const own = async () => {
      const started = performance.now();
      expectStatus(await at(''), 200);
      return performance.now() - started;
    };
    const others = await Promise.all(Array.from({ length: 30 }, () => makePublished(running)));
    const asked = others.map(({ id }) => running.as()('get', `/events/${id}/schedule`));
    const slow = Promise.all(asked.map(async call => (await call).status));
    const times: number[] = [];
    for (let n = 0; n < 20; n++) times.push(await own());
    expect(times.toSorted((a, b) => a - b)[18]).toBeLessThan(scaled(1_000));
    expect(new Set(await slow)).toEqual(new Set([503]));
    const calls = sessions.calls.StreamSlotsByEvent;
    const started = performance.now();
    await deliverChange();
    expect((await get()).body.degraded).toHaveLength(2);
    expect(performance.now() - started).toBeLessThan(scaled(1_000));
    // On a slow machine it may be time by then to ask once whether it is back.
    expect(Number(sessions.calls.StreamSlotsByEvent) - Number(calls)).toBeLessThanOrEqual(1);
    sessions.behave('healthy');
    await eventually(async () => !(await get()).body.degraded);
  });
});
