import { randomUUID } from 'node:crypto';
import { createSeal } from '@ems/chassis/auth';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makeMember, makePublished, type TestEvent } from './support/events';
import { isInconsistent, person, registered, seatsOf } from './support/registrations';
import { type Api, type App, startEventService, ticketKey } from './support/start';

describe('somebody without an account', () => {
  let running: App;
  let event: TestEvent;
  beforeAll(async () => {
    running = await startEventService();
    event = await makePublished(running);
  });
  afterAll(() => running.stop());

  const walkIn = (body: object = { name: 'Ada Lovelace' }, by: Api = event.owner, at: TestEvent = event) =>
    by('post', `/events/${at.id}/registrations`, body);
  const messagesOf = (id: string) =>
    running.database.query<{ type: string; payload: Record<string, unknown> }>(
      'SELECT type, payload FROM outbox WHERE subject = $1 ORDER BY id',
      [id],
    );

  test('is registered by the team, with a ticket, and a message by which it is mailed', async () => {
    const { body, headers } = expectStatus(await walkIn({ name: ' Ada Lovelace ', email: 'Ada@Example.org' }), 201);
    expect(headers.location).toBe(`/api/v1/events/${event.id}/registrations/${body.id}`);
    expect(body).toMatchObject({
      userId: null,
      name: 'Ada Lovelace',
      email: 'ada@example.org',
      status: 'confirmed',
      position: null,
      ticketCode: expect.stringMatching(/^[0-9A-Z-]{23}$/),
      allowedActions: ['cancel'],
    });
    const [sent] = await messagesOf(body.id);
    const { sealedTicket, ...payload } = sent?.payload ?? {};
    expect(payload).toEqual({
      id: body.id,
      eventId: event.id,
      userId: null,
      status: 'confirmed',
      position: null,
      name: body.name,
      email: 'ada@example.org',
    });
    expect(createSeal(ticketKey, 'ticket').open(String(sealedTicket))).toBe(body.ticketCode);
    expectStatus(await event.owner('get', `/registrations/${body.id}/ticket.svg`), 200);
    expectStatus(await event.owner('post', `/registrations/${body.id}/ticket-links`), 201);
  });

  test('is listed, found, checked in and cancelled like everybody', async () => {
    const { body: made } = expectStatus(await walkIn({ name: 'Grace Hopper', email: 'grace@example.org' }), 201);
    const path = `/events/${event.id}/registrations/${made.id}` as const;
    expect((await event.owner('get', `/events/${event.id}/registrations?q=HOPP`)).body.data).toMatchObject([
      { id: made.id, name: 'Grace Hopper', email: 'grace@example.org' },
    ]);
    const csv = await event.owner('get', `/events/${event.id}/registrations.csv`);
    expect(csv.text).toContain(`\r\n${made.id},,Grace Hopper,grace@example.org,confirmed,`);
    const scanned = await event.owner('post', `/events/${event.id}/check-ins`, { ticketCode: made.ticketCode });
    expect(expectStatus(scanned, 201).body).toMatchObject({ userId: null, name: 'Grace Hopper' });
    expectStatus(await event.owner('delete', path), 409, 'registration.checked-in');
    expectStatus(await event.owner('delete', `/events/${event.id}/check-ins/${scanned.body.id}`), 204);
    expectStatus(await event.owner('delete', path), 204);
    expect((await event.owner('get', path)).body).toMatchObject({ status: 'cancelled', name: 'Grace Hopper' });
    expect((await messagesOf(made.id)).at(-1)).toMatchObject({
      type: 'registration.cancelled.v1',
      payload: { userId: null, name: 'Grace Hopper', email: 'grace@example.org', cause: 'team' },
    });
  });

  test('needs no address, and may come twice', async () => {
    const first = expectStatus(await walkIn({ name: 'Mary Shaw', email: null }), 201);
    const second = expectStatus(await walkIn({ name: 'Mary Shaw' }), 201);
    expect(second.body.id).not.toBe(first.body.id);
    expect(second.body.email).toBeNull();
  });

  test('is registered once by a request that is sent twice with its key', async () => {
    const key = randomUUID();
    const send = () => walkIn({ name: 'Jean Bartik' }).set('idempotency-key', key);
    const [made, again] = [await send(), await send()];
    expectStatus(made, 201);
    expect(expectStatus(again, 201).body).toEqual(made.body);
    expectProblem(await walkIn({ name: 'Another' }).set('idempotency-key', key), 422, {});
  });

  test('stands in no reply that is kept to be sent again, nor does their check-in', async () => {
    const [key, scan] = [randomUUID(), randomUUID()];
    const guest = { name: 'Betty Holberton', email: 'betty@example.org' };
    const send = () => walkIn(guest).set('idempotency-key', key);
    const { body } = expectStatus(await send(), 201);
    const { ticketCode } = body;
    const checkIn = () =>
      event.owner('post', `/events/${event.id}/check-ins`, { ticketCode }).set('idempotency-key', scan);
    const checked = expectStatus(await checkIn(), 201);
    const kept = await running.database.query<{ body: string }>('SELECT body FROM idempotency WHERE key IN ($1, $2)', [
      key,
      scan,
    ]);
    expect(kept).toHaveLength(2);
    for (const reply of kept) expect(reply.body).toMatch(/^[\w+/]+=*$/);
    expect((await send()).body).toEqual(body);
    expect((await checkIn()).body).toEqual(checked.body);
    // As before replies were sealed.
    await running.database.query('UPDATE idempotency SET body = $2 WHERE key = $1', [key, JSON.stringify(body)]);
    expect((await send()).body).toEqual(body);
  });

  test('gets five tickets a day at one address, of all events together, however many ask at once', async () => {
    const guest = { name: 'Kathleen Antonelli', email: 'kathleen@example.org' };
    const other = await makePublished(running);
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, nth) => (nth % 2 ? walkIn(guest) : walkIn(guest, other.owner, other))),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 201, 201, 429, 429, 429]);
    const refused = await walkIn({ ...guest, email: 'KATHLEEN@example.org' });
    expectProblem(refused, 429, { code: 'too-many-requests' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(80_000);
    expectStatus(await walkIn({ name: guest.name }), 201);
    await running.database.query(`UPDATE registrations SET created_at = now() - interval '25 hours' WHERE name = $1`, [
      guest.name,
    ]);
    expectStatus(await walkIn(guest), 201);
  });

  test('is registered by team and stewards alone, before the end of a public event', async () => {
    const steward = await makeMember(running, event, 'steward');
    const reviewer = await makeMember(running, event, 'reviewer');
    const { body } = expectStatus(await walkIn({ name: 'Kay', email: 'kay@example.org' }, steward.api), 201);
    expect(body.name).toBe('Kay');
    expect(body).not.toHaveProperty('email');
    expectStatus(await walkIn(undefined, running.as(randomUUID(), 'admin')), 201);
    expectStatus(await walkIn(undefined, reviewer.api), 403);
    expectStatus(await walkIn(undefined, running.as(randomUUID())), 403);
    expectStatus(await walkIn(undefined, running.as()), 401);
    const draft = await makeEvent(running);
    expectStatus(await walkIn(undefined, running.as(randomUUID()), draft), 404);
    expectStatus(await walkIn(undefined, draft.owner, draft), 409, 'registration.closed');
    const past = await makePublished(running, { startsAt: '2019-08-21T07:00:00Z', endsAt: '2019-08-26T02:00:00Z' });
    expectStatus(await walkIn(undefined, past.owner, past), 409, 'registration.closed');
  });

  test.each<[string, object, string]>([
    ['an empty name', { name: ' ' }, '#/name'],
    ['a name of 201 characters', { name: 'n'.repeat(201) }, '#/name'],
    ['a name of two lines', { name: 'Ada\nLovelace' }, '#/name'],
    ['no name', { email: 'ada@example.org' }, '#/name'],
    ['an address that is none', { name: 'Ada', email: 'nowhere' }, '#/email'],
    ['an account', { name: 'Ada', userId: randomUUID() }, '#/userId'],
  ])('is not registered with %s', async (_, body, pointer) => {
    const before = await seatsOf(running, event.id);
    expectProblem(await walkIn(body), 400, { pointer });
    expect(await seatsOf(running, event.id)).toEqual(before);
  });

  test('gets a free seat and no place on the waitlist', async () => {
    const small = await makePublished(running, { capacity: 1 });
    const { body } = expectStatus(await walkIn({ name: 'First' }, small.owner, small), 201);
    expectStatus(await walkIn({ name: 'Second' }, small.owner, small), 409, 'registration.full');
    const [waiting] = await registered(running, small.id, 1);
    expect(await seatsOf(running, small.id)).toMatchObject({ taken: 1, confirmed: 1, waitlisted: 1 });
    expectStatus(await small.owner('delete', `/events/${small.id}/registrations/${body.id}`), 204);
    expect((await waiting?.mine(small.id))?.body.status).toBe('confirmed');
    const [, promoted] = await messagesOf(String(waiting?.id));
    expect(promoted).toMatchObject({ type: 'registration.promoted.v1', payload: { position: null } });
    const { body: seat } = await small.owner('get', `/events/${small.id}/registrations/${waiting?.id}`);
    expect(createSeal(ticketKey, 'ticket').open(String(promoted?.payload.sealedTicket))).toBe(seat.ticketCode);
  });

  test('wants the last seats at the same time as people with accounts: each is given once', async () => {
    const seats = 5;
    const rush = await makePublished(running, { capacity: seats });
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        n % 2 === 0 ? walkIn({ name: `Guest ${n}` }, rush.owner, rush) : person(running).register(rush.id),
      ),
    );
    const counted = await seatsOf(running, rush.id);
    expect(isInconsistent(counted)).toBe(false);
    expect(counted.taken).toBe(seats);
    const codes = replies.flatMap(({ status, body }) => (status === 201 && body.ticketCode) || []);
    expect(new Set(codes).size).toBe(seats);
    for (const refused of replies.filter(({ status }) => status !== 201))
      expectStatus(refused, 409, 'registration.full');
    expect(replies.filter(({ body }) => body.status === 'waitlisted')).toHaveLength(counted.waitlisted);
  });
});
