import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makePublished } from './support/events';
import { person, registered, seatsOf, wrongAbout } from './support/registrations';
import { type Running, startEventService } from './support/start';

describe('registrations', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const messagesOf = (id: string) =>
    running.database.query<{ type: string; sequence: number; status: string }>(
      `SELECT type, sequence, payload->>'status' AS status FROM outbox WHERE subject = $1 ORDER BY id`,
      [id],
    );

  test('a free seat is had at once, with a ticket that only its owner and the door see', async () => {
    const event = await makePublished(running, { capacity: 2 });
    const ada = person(running);
    const reply = await ada.register(event.id);
    expect(reply.status).toBe(201);
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
    const path = `/events/${event.id}/registrations/${reply.body.id}`;
    expect((await event.owner('get', path)).body.ticketCode).toBe(reply.body.ticketCode);
    expect((await running.as(randomUUID())('get', path)).status).toBe(404);
    expect((await running.as()('get', path)).status).toBe(401);
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
    expect([second.status, second.body]).toEqual([200, first.body]);
    const bob = person(running);
    const send = () => bob.register(event.id).set('idempotency-key', 'once');
    const [made, again] = [await send(), await send()];
    expect([made.status, again.status, again.body.id]).toEqual([201, 201, made.body.id]);
    expect((await seatsOf(running, event.id)).taken).toBe(2);
  });

  test('where all seats are taken people wait in order; a seat given back is the next one’s, in the same moment', async () => {
    const event = await makePublished(running, { capacity: 1 });
    const [ada, bob, cleo, dan] = await registered(running, event.id, 4);
    if (!ada || !bob || !cleo || !dan) throw new Error('four people');
    const positions = async () =>
      Promise.all([ada, bob, cleo, dan].map(async ({ mine }) => (await mine(event.id)).body.position));
    expect(await positions()).toEqual([null, 1, 2, 3]);
    expect((await bob.mine(event.id)).body).toMatchObject({ status: 'waitlisted', ticketCode: null });
    expect((await bob.leave(event.id)).status).toBe(204);
    expect(await positions()).toEqual([null, undefined, 1, 2]);
    expect((await ada.leave(event.id)).status).toBe(204);
    expect((await cleo.mine(event.id)).body).toMatchObject({ status: 'confirmed', position: null, version: 2 });
    expect((await dan.mine(event.id)).body.position).toBe(1);
    expect((await seatsOf(running, event.id)).taken).toBe(1);
    expect(await messagesOf(cleo.id)).toEqual([
      { type: 'registration.waitlisted.v1', sequence: 1, status: 'waitlisted' },
      { type: 'registration.promoted.v1', sequence: 2, status: 'confirmed' },
    ]);
    expect((await messagesOf(ada.id)).at(-1)).toEqual({
      type: 'registration.cancelled.v1',
      sequence: 2,
      status: 'cancelled',
    });
  });

  test('who left may come back, at the end of the line', async () => {
    const event = await makePublished(running, { capacity: 1 });
    const [ada, bob] = await registered(running, event.id, 2);
    await ada?.leave(event.id);
    expect((await ada?.leave(event.id))?.status).toBe(404);
    const back = await ada?.register(event.id);
    expect(back?.body).toMatchObject({ status: 'waitlisted', position: 1 });
    expect(back?.body.id).not.toBe(ada?.id);
    expect((await bob?.mine(event.id))?.body.status).toBe('confirmed');
  });

  test('without a capacity everybody gets in', async () => {
    const event = await makePublished(running);
    await registered(running, event.id, 3);
    expect(await seatsOf(running, event.id)).toMatchObject({ capacity: null, taken: 3, waitlisted: 0 });
  });

  test('more capacity lets those in who wait longest; less than is taken is refused with the number', async () => {
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
    expect(wrongAbout(await seatsOf(running, event.id))).toBe(false);
  });

  test('registration is open while the event is published and has not ended', async () => {
    const draft = await makeEvent(running);
    const past = await makePublished(running, { startsAt: '2019-08-21T07:00:00Z', endsAt: '2019-08-26T02:00:00Z' });
    const off = await makePublished(running);
    const [ada] = await registered(running, off.id, 1);
    await off.owner('post', `/events/${off.id}/cancel`, { reason: 'rain' });
    const eve = person(running);
    expect((await eve.register(draft.id)).status).toBe(404);
    expect((await eve.leave(draft.id)).status).toBe(404);
    expect((await eve.register(randomUUID())).status).toBe(404);
    expect((await draft.owner('post', `/events/${draft.id}/registrations`)).body.code).toBe('registration.closed');
    expect((await eve.register(past.id)).body).toMatchObject({ code: 'registration.closed', eventStatus: 'published' });
    expect((await eve.register(off.id)).body).toMatchObject({ code: 'registration.closed', eventStatus: 'cancelled' });
    expect((await ada?.leave(off.id))?.body.code).toBe('registration.closed');
    expect((await ada?.mine(off.id))?.body).toMatchObject({ status: 'confirmed', event: { status: 'cancelled' } });
    expect((await running.as()('post', `/events/${off.id}/registrations`)).status).toBe(401);
  });

  test('a registration takes no body, and nothing unknown', async () => {
    const event = await makePublished(running);
    const eve = person(running);
    expect((await eve.api('post', `/events/${event.id}/registrations`, { userId: randomUUID() })).status).toBe(400);
    expect((await eve.api('get', '/registrations?eventId=x')).status).toBe(400);
    expect((await eve.api('get', '/registrations?status=gone')).status).toBe(400);
    expect((await eve.api('delete', `/events/${event.id}/registrations/17`)).status).toBe(400);
  });

  test('an event with registrations is neither taken back nor deleted', async () => {
    const event = await makePublished(running);
    const [ada] = await registered(running, event.id, 1);
    expect((await event.owner('post', `/events/${event.id}/unpublish`)).body.code).toBe('event.has-registrations');
    await ada?.leave(event.id);
    expect((await event.owner('post', `/events/${event.id}/unpublish`)).status).toBe(200);
    expect((await event.owner('delete', `/events/${event.id}`)).status).toBe(204);
  });

  test('I see my registrations over all events, page by page', async () => {
    const ada = person(running);
    const events = [];
    for (let n = 0; n < 3; n++) events.push(await makePublished(running));
    for (const event of events) await ada.register(event.id);
    await ada.leave(events[1]?.id ?? '');
    const first = await ada.api('get', '/registrations?limit=2');
    expect(first.body.data.map(({ eventId }: { eventId: string }) => eventId)).toEqual([events[0]?.id, events[1]?.id]);
    const next = await ada.api('get', `/registrations?limit=2&cursor=${first.body.page.nextCursor}`);
    expect(next.body.data).toMatchObject([{ eventId: events[2]?.id, status: 'confirmed' }]);
    expect(next.body.page.nextCursor).toBeNull();
    const live = await ada.api('get', '/registrations?status=confirmed');
    expect(live.body.data).toHaveLength(2);
    expect((await person(running).api('get', '/registrations')).body.data).toEqual([]);
  });

  test('a stale cancellation is refused', async () => {
    const event = await makePublished(running);
    const [ada] = await registered(running, event.id, 1);
    expect((await ada?.leave(event.id).set('if-match', '"9"'))?.status).toBe(412);
    expect((await ada?.leave(event.id).set('if-match', '"1"'))?.status).toBe(204);
  });
});
