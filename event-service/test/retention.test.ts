import { eventually, expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { knownContact } from './support/contacts';
import { makePublished, type TestEvent } from './support/events';
import { registered, seatsOf } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('the personal data of registrations', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  /** An event with somebody who has an account and is checked in, somebody who waits, and a walk-in. */
  async function makeVisited(overrides: object = {}) {
    const event = await makePublished(running, { capacity: 2, ...overrides });
    const made = await event.owner('post', `/events/${event.id}/registrations`, {
      name: 'Walker Inn',
      email: 'walker@example.org',
    });
    expectStatus(made, 201);
    const people = await registered(running, event.id, 2);
    for (const [n, { userId }] of people.entries()) await knownContact(running, userId, `Person ${n}`);
    const ticketCode = (await people[0]?.mine(event.id))?.body.ticketCode;
    expectStatus(await event.owner('post', `/events/${event.id}/check-ins`, { ticketCode }), 201);
    return { event, walkIn: made.body, people };
  }
  const moveEnd = (event: TestEvent, daysAgo: number) =>
    running.database.query(
      `UPDATE events SET ends_at = now() - make_interval(days => $2), starts_at = now() - make_interval(days => $2 + 1)
       WHERE id = $1`,
      [event.id, daysAgo],
    );
  const letTimePass = (event: TestEvent, days: number) =>
    running.database.query(
      `UPDATE events SET starts_at = starts_at - make_interval(days => $2), ends_at = ends_at - make_interval(days => $2),
         forgets_at = forgets_at - make_interval(days => $2) WHERE id = $1`,
      [event.id, days],
    );
  /** Another instance does at its start what each does once an hour; it is done with an event when `isDone` says so. */
  async function runJob(isDone: () => Promise<boolean>): Promise<void> {
    const instance = await running.second();
    await eventually(isDone);
    await instance.stop();
  }
  const toldOf = (event: TestEvent) =>
    running.database.query<{ forgetsAt: string }>(
      `SELECT payload->>'forgetsAt' AS "forgetsAt" FROM outbox
       WHERE subject = $1 AND type = 'event.retention-due.v1' ORDER BY id`,
      [event.id],
    );
  const isForgotten = async (event: TestEvent) =>
    (await running.database.query('SELECT FROM events WHERE id = $1 AND forgotten_at IS NOT NULL', [event.id])).length >
    0;
  const namesIn = (event: TestEvent) =>
    running.database.query<{ user_id: string | null; name: string | null; email: string | null }>(
      'SELECT user_id, name, email FROM registrations WHERE event_id = $1',
      [event.id],
    );
  const daysUntil = (time: string | undefined) => Math.round((Date.parse(String(time)) - Date.now()) / 86_400_000);

  test('go some time after the event; its team is told a week before, once', async () => {
    const { event, walkIn, people } = await makeVisited({ retentionDays: 30 });
    const untouched = await makeVisited({ retentionDays: 30 });
    await moveEnd(event, 24);
    await moveEnd(untouched.event, 20);
    await runJob(async () => (await toldOf(event)).length === 1);
    const [told] = await toldOf(event);
    expect(daysUntil(told?.forgetsAt)).toBe(7);
    expect(await isForgotten(event)).toBe(false);

    await letTimePass(event, 8);
    const before = await seatsOf(running, event.id);
    await runJob(() => isForgotten(event));
    expect(await namesIn(event)).toEqual(Array(3).fill({ user_id: null, name: null, email: null }));
    expect(await seatsOf(running, event.id)).toEqual(before);
    const { body } = await event.owner('get', `/events/${event.id}/registrations?count=true`);
    expect(body.page.total).toBe(3);
    expect(body.data.map(({ name, status }) => [name, status])).toEqual([
      [null, 'confirmed'],
      [null, 'confirmed'],
      [null, 'waitlisted'],
    ]);
    expect(body.data[1]?.checkedInAt).not.toBeNull();
    const actors = await running.database.query('SELECT checked_in_by FROM check_ins WHERE event_id = $1', [event.id]);
    expect(actors).toEqual([{ checked_in_by: null }]);
    const ids = [walkIn.id, ...people.map(({ id }) => id)];
    const sent = await running.database.query<{ type: string; payload: object }>(
      'SELECT type, payload FROM outbox WHERE subject = ANY ($1) ORDER BY id',
      [ids],
    );
    expect(JSON.stringify(sent)).not.toMatch(/Walker|walker/);
    expect(sent.filter(({ type }) => type === 'registration.forgotten.v1').map(({ payload }) => payload)).toEqual(
      expect.arrayContaining(ids.map(id => ({ id, eventId: event.id }))),
    );
    expect(await toldOf(event)).toHaveLength(1);

    expect(await toldOf(untouched.event)).toEqual([]);
    expect((await namesIn(untouched.event)).some(({ name }) => name === 'Walker Inn')).toBe(true);
  });

  test('stay for a week after the team was told, also of an event that was over for years', async () => {
    const { event } = await makeVisited();
    await moveEnd(event, 2_000);
    await runJob(async () => (await toldOf(event)).length === 1);
    expect(daysUntil((await toldOf(event))[0]?.forgetsAt)).toBe(7);
    // Another event is done with in the same run, after this one.
    const marker = await makeVisited();
    await moveEnd(marker.event, 175);
    await letTimePass(event, 5);
    await runJob(async () => (await toldOf(marker.event)).length === 1);
    expect(await isForgotten(event)).toBe(false);
    await letTimePass(event, 3);
    await runJob(() => isForgotten(event));
  });

  test('stay as long as the team has put it off, and it is told anew', async () => {
    const { event } = await makeVisited({ retentionDays: 10 });
    await moveEnd(event, 5);
    await runJob(async () => (await toldOf(event)).length === 1);
    expectStatus(await event.owner('patch', `/events/${event.id}`, { retentionDays: 20 }), 200);
    await letTimePass(event, 9);
    await runJob(async () => (await toldOf(event)).length === 2);
    expect(daysUntil((await toldOf(event))[1]?.forgetsAt)).toBe(7);
    expect(await isForgotten(event)).toBe(false);
    await letTimePass(event, 8);
    await runJob(() => isForgotten(event));
  });

  test('are kept for 180 days where nothing else is said, and for as many as the team says', async () => {
    const { id, owner } = await makePublished(running);
    expect((await owner('get', `/events/${id}`)).body.retentionDays).toBe(180);
    for (const retentionDays of [0, 3_651, 1.5, null])
      expectProblem(await owner('patch', `/events/${id}`, { retentionDays }), 400, { pointer: '#/retentionDays' });
    expect(expectStatus(await owner('patch', `/events/${id}`, { retentionDays: 3_650 }), 200).body.retentionDays).toBe(
      3_650,
    );
  });
});
