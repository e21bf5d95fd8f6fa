import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makePublished } from './support/events';
import { isInconsistent, person, registered, registerPerson, seatsOf } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('registrations', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const messagesOf = (id: string) =>
    running.database.query<{ type: string; sequence: number; status: string }>(
      `SELECT type, sequence, payload->>'status' AS status FROM outbox WHERE subject = $1 ORDER BY id`,
      [id],
    );

  test('a free seat is had at once, with a ticket that only its owner, the team and the stewards see', async () => {
    const event = await makePublished(running, { capacity: 2 });
    const ada = person(running);
    const reply = await ada.register(event.id);
    expectStatus(reply, 201);
    expect(reply.headers.location).toBe(`/api/v1/events/${event.id}/registrations/${reply.body.id}`);
    expect(reply.body).toMatchObject({
      eventId: event.id,
      userId: ada.userId,
      status: 'confirmed',
      position: null,
      ticketCode: expect.stringMatching(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/),
      version: 1,
      event: { slug: event.slug, status: 'published' },
      allowedActions: ['cancel'],
    });
    expect((await ada.mine(event.slug)).body).toEqual(reply.body);
    const path = `/events/${event.id}/registrations/${reply.body.id}` as const;
    expect((await event.owner('get', path)).body.ticketCode).toBe(reply.body.ticketCode);
    expectStatus(await running.as(randomUUID())('get', path), 404);
    expectStatus(await running.as()('get', path), 401);
    expect((await event.owner('get', `/events/${event.id}`)).body.seats).toEqual({
      capacity: 2,
      taken: 1,
      waitlisted: 0,
    });
    expect(await messagesOf(reply.body.id)).toEqual([
      { type: 'registration.confirmed.v1', sequence: 1, status: 'confirmed' },
    ]);
    expect(JSON.stringify(await running.database.query('SELECT payload FROM outbox'))).not.toContain(
      reply.body.ticketCode,
    );
  });

  test('a second registration is the first; a repeated request with its key is its first reply', async () => {
    const event = await makePublished(running, { capacity: 2 });
    const ada = person(running);
    const first = await ada.register(event.id);
    const second = await ada.register(event.slug);
    expectStatus(second, 200);
    expect(second.body).toEqual(first.body);
    const bob = person(running);
    const send = () => bob.register(event.id).set('idempotency-key', 'once');
    const [made, again] = [await send(), await send()];
    expectStatus(made, 201);
    expectStatus(again, 201);
    expect(again.body.id).toEqual(made.body.id);
    expect((await seatsOf(running, event.id)).taken).toBe(2);
  });

  test('where all seats are taken people wait in order; a released seat is the next one’s, in the same moment', async () => {
    const event = await makePublished(running, { capacity: 1 });
    const [ada, bob, cleo, dan] = await registered(running, event.id, 4);
    if (!ada || !bob || !cleo || !dan) throw new Error('four people');
    const positions = async () =>
      Promise.all([ada, bob, cleo, dan].map(async ({ mine }) => (await mine(event.id)).body.position));
    expect(await positions()).toEqual([null, 1, 2, 3]);
    expect((await bob.mine(event.id)).body).toMatchObject({ status: 'waitlisted', ticketCode: null });
    expectStatus(await bob.cancel(event.id), 204);
    expect(await positions()).toEqual([null, undefined, 1, 2]);
    expectStatus(await ada.cancel(event.id), 204);
    expect((await cleo.mine(event.id)).body).toMatchObject({ status: 'confirmed', position: null, version: 2 });
    expect((await dan.mine(event.id)).body.position).toBe(1);
    expect((await seatsOf(running, event.id)).taken).toBe(1);
    expect(await messagesOf(cleo.id)).toEqual([
      { type: 'registration.waitlisted.v1', sequence: 1, status: 'waitlisted' },
      { type: 'registration.promoted.v1', sequence: 2, status: 'confirmed' },
    ]);
    const told = await running.database.query(
      `SELECT payload->'position' AS position, payload->'cause' AS cause FROM outbox WHERE subject = $1 ORDER BY id`,
      [bob.id],
    );
    expect(told).toEqual([
      { position: 1, cause: null },
      { position: null, cause: 'attendee' },
    ]);
    expect((await messagesOf(ada.id)).at(-1)).toEqual({
      type: 'registration.cancelled.v1',
      sequence: 2,
      status: 'cancelled',
    });
  });

  test('who cancelled may register again, at the end of the waitlist', async () => {
    const event = await makePublished(running, { capacity: 1 });
    const ada = await registerPerson(running, event.id);
    const bob = await registerPerson(running, event.id);
    await ada.cancel(event.id);
    expectStatus(await ada.cancel(event.id), 404);
    const back = await ada.register(event.id);
    expect(back.body).toMatchObject({ status: 'waitlisted', position: 1 });
    expect(back.body.id).not.toBe(ada.id);
    expect((await bob.mine(event.id)).body.status).toBe('confirmed');
  });

  test('without a capacity everybody gets a seat', async () => {
    const event = await makePublished(running);
    await registered(running, event.id, 3);
    expect(await seatsOf(running, event.id)).toMatchObject({ capacity: null, taken: 3, waitlisted: 0 });
  });

  test('more capacity promotes those who wait longest; less than is taken is refused with the number', async () => {
    const event = await makePublished(running, { capacity: 1 });
    const people = await registered(running, event.id, 5);
    const raised = await event.owner('patch', `/events/${event.id}`, { capacity: 3 });
    expect(raised.body.seats).toEqual({ capacity: 3, taken: 3, waitlisted: 2 });
    const states = async () => Promise.all(people.map(async ({ mine }) => (await mine(event.id)).body.status));
    expect(await states()).toEqual(['confirmed', 'confirmed', 'confirmed', 'waitlisted', 'waitlisted']);
    const refused = await event.owner('patch', `/events/${event.id}`, { capacity: 2 });
    expect(refused.body).toMatchObject({ status: 409, code: 'event.capacity-below-taken', taken: 3 });
    const open = await event.owner('patch', `/events/${event.id}`, { capacity: null });
    expect(open.body.seats).toEqual({ capacity: null, taken: 5, waitlisted: 0 });
    expect(isInconsistent(await seatsOf(running, event.id))).toBe(false);
  });

  test('registration is open while the event is published and has not ended', async () => {
    const draft = await makeEvent(running);
    const past = await makePublished(running, { startsAt: '2019-08-21T07:00:00Z', endsAt: '2019-08-26T02:00:00Z' });
    const off = await makePublished(running);
    const ada = await registerPerson(running, off.id);
    await off.owner('post', `/events/${off.id}/cancel`, { reason: 'rain' });
    const eve = person(running);
    expectStatus(await eve.register(draft.id), 404);
    expectStatus(await eve.cancel(draft.id), 404);
    expectStatus(await eve.register(randomUUID()), 404);
    expectStatus(await draft.owner('post', `/events/${draft.id}/registrations`), 409, 'registration.closed');
    expect((await eve.register(past.id)).body).toMatchObject({ code: 'registration.closed', eventStatus: 'published' });
    expect((await eve.register(off.id)).body).toMatchObject({ code: 'registration.closed', eventStatus: 'cancelled' });
    expectStatus(await ada.cancel(off.id), 409, 'registration.closed');
    expect((await ada.mine(off.id)).body).toMatchObject({ status: 'confirmed', event: { status: 'cancelled' } });
    expectStatus(await running.as()('post', `/events/${off.id}/registrations`), 401);
  });

  test('a registration takes no body, and nothing unknown', async () => {
    const event = await makePublished(running);
    const eve = person(running);
    expectStatus(await eve.api('post', `/events/${event.id}/registrations`, { userId: randomUUID() }), 400);
    expectStatus(await eve.api('get', '/registrations?eventId=x'), 400);
    expectStatus(await eve.api('get', '/registrations?status=gone'), 400);
    expectStatus(await eve.api('delete', `/events/${event.id}/registrations/17`), 400);
  });

  test('an event with registrations is neither unpublished nor deleted', async () => {
    const event = await makePublished(running);
    const ada = await registerPerson(running, event.id);
    expectStatus(await event.owner('post', `/events/${event.id}/unpublish`), 409, 'event.has-registrations');
    await ada.cancel(event.id);
    expectStatus(await event.owner('post', `/events/${event.id}/unpublish`), 200);
    expectStatus(await event.owner('delete', `/events/${event.id}`), 204);
  });

  test('I see my registrations over all events, page by page', async () => {
    const ada = person(running);
    const events = [];
    for (let n = 0; n < 3; n++) events.push(await makePublished(running));
    for (const event of events) await ada.register(event.id);
    await ada.cancel(events[1]?.id ?? '');
    const first = await ada.api('get', '/registrations?limit=2');
    expect(first.body.data.map(({ eventId }) => eventId)).toEqual([events[0]?.id, events[1]?.id]);
    const next = await ada.api('get', `/registrations?limit=2&cursor=${first.body.page.nextCursor}`);
    expect(next.body.data).toMatchObject([{ eventId: events[2]?.id, status: 'confirmed' }]);
    expect(next.body.page.nextCursor).toBeNull();
    const live = await ada.api('get', '/registrations?status=confirmed');
    expect(live.body.data).toHaveLength(2);
    expect((await person(running).api('get', '/registrations')).body.data).toEqual([]);
  });

  test('a stale cancellation is refused', async () => {
    const event = await makePublished(running);
    const ada = await registerPerson(running, event.id);
    expectStatus(await ada.cancel(event.id).set('if-match', '"9"'), 412);
    expectStatus(await ada.cancel(event.id).set('if-match', '"1"'), 204);
  });
});
