import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makeMember, type TestEvent } from './support/events';
import { type App, startEventService } from './support/start';
import { knownUser } from './support/users';

const day = 24 * 60 * 60_000;

describe('nobody becomes a member or an owner without having agreed', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const someone = async () => {
    const id = await knownUser(running);
    return { id, api: running.as(id) };
  };
  const offerRole = (event: TestEvent, userId: string, role = 'reviewer') =>
    event.owner('put', `/events/${event.id}/members/${userId}`, { role });
  const offered = async (event: TestEvent, userId: string, role?: string) =>
    expectStatus(await offerRole(event, userId, role), 202).body.offer;
  const answer = (api: TestEvent['owner'], id: string, verb: 'accept' | 'decline') =>
    api('post', `/events/offers/${id}/${verb}`);
  const list = async (api: TestEvent['owner'], query = '') =>
    expectStatus(await api('get', `/events/offers?${query}`), 200).body;
  const expire = (id: string) =>
    running.database.query(
      `UPDATE offers SET created_at = now() - interval '31 days', expires_at = now() - interval '1 second' WHERE id = $1`,
      [id],
    );

  test('a role is an offer for thirty days, seen by both, and gives no right until it is accepted', async () => {
    const event = await makeEvent(running);
    const guest = await someone();
    const offer = await offered(event, guest.id);
    expect(offer).toEqual({
      ...{ id: offer.id, kind: 'member', eventId: event.id, sessionId: null, role: 'reviewer', status: 'pending' },
      ...{ fromUserId: event.ownerId, toUserId: guest.id, createdAt: offer.createdAt, expiresAt: offer.expiresAt },
    });
    expect(Date.parse(offer.expiresAt) - Date.parse(offer.createdAt)).toBe(30 * day);
    expect((await list(guest.api)).data).toEqual([offer]);
    expect((await list(event.owner)).data).toEqual([]);
    expect((await list(event.owner, 'direction=sent')).data).toEqual([offer]);
    expect((await list(running.as(randomUUID()))).data).toEqual([]);
    expectStatus(await guest.api('get', `/events/${event.id}`), 404);
    expect((await event.owner('get', `/events/${event.id}/members`)).body.data).toEqual([]);

    expect(expectStatus(await answer(guest.api, offer.id, 'accept'), 200).body).toEqual({
      ...offer,
      status: 'accepted',
    });
    expectStatus(await guest.api('get', `/events/${event.id}`), 200);
    expect(expectStatus(await answer(guest.api, offer.id, 'accept'), 200).body.status).toBe('accepted');
    expectProblem(await answer(guest.api, offer.id, 'decline'), 409, { code: 'offer.not-pending' });
    expect((await event.owner('get', `/events/${event.id}`)).body.version).toBe(2);
  });

  test('the same offer again is the same; another role takes its place', async () => {
    const event = await makeEvent(running);
    const guest = await someone();
    const first = await offered(event, guest.id, 'steward');
    expect(await offered(event, guest.id, 'steward')).toEqual(first);
    const second = await offered(event, guest.id, 'organizer');
    const late = await answer(guest.api, first.id, 'accept');
    expectProblem(late, 409, { code: 'offer.not-pending', offerStatus: 'withdrawn' });
    expectStatus(await answer(guest.api, second.id, 'accept'), 200);
    expect((await event.owner('get', `/events/${event.id}/members`)).body.data).toMatchObject([{ role: 'organizer' }]);
  });

  test('it is for the receiver to answer, and for the sender or the owner to withdraw', async () => {
    const event = await makeEvent(running);
    const [guest, stranger, admin] = [await someone(), await someone(), running.as(randomUUID(), 'admin')];
    const { id } = await offered(event, guest.id);
    const path = `/events/offers/${id}`;
    for (const api of [stranger.api, event.owner, admin]) expectStatus(await answer(api, id, 'accept'), 404);
    for (const api of [stranger.api, guest.api]) expectStatus(await api('delete', path), 404);
    expectStatus(await running.as()('get', '/events/offers'), 401);
    expectStatus(await event.owner('delete', path), 204);
    expectStatus(await event.owner('delete', path), 204);
    expectProblem(await answer(guest.api, id, 'accept'), 409, { code: 'offer.not-pending' });

    const again = await offered(event, guest.id);
    expect(expectStatus(await answer(guest.api, again.id, 'decline'), 200).body.status).toBe('declined');
    expectProblem(await event.owner('delete', `/events/offers/${again.id}`), 409, { code: 'offer.not-pending' });
    expect((await event.owner('get', `/events/${event.id}/members`)).body.data).toEqual([]);
  });

  test('an expired one is said to be, cannot be accepted, and can be made again', async () => {
    const event = await makeEvent(running);
    const guest = await someone();
    const { id } = await offered(event, guest.id);
    await expire(id);
    expect((await list(guest.api)).data).toMatchObject([{ id, status: 'expired' }]);
    expectProblem(await answer(guest.api, id, 'accept'), 409, { code: 'offer.not-pending' });
    const again = await offered(event, guest.id);
    expect(again.id).not.toBe(id);
    expectStatus(await answer(guest.api, again.id, 'accept'), 200);
  });

  test('of an ownership that is accepted nothing else stays on offer; an admin who takes over does so at once', async () => {
    const event = await makeEvent(running);
    const [heir, other, adminId] = [await someone(), await someone(), await knownUser(running)];
    const transfer = (userId: string, by = event.owner) => by('post', `/events/${event.id}/ownership`, { userId });
    const { offer } = expectStatus(await transfer(heir.id), 202).body;
    const late = expectStatus(await transfer(other.id), 202).body.offer;
    expectStatus(await answer(heir.api, offer.id, 'accept'), 200);
    expectProblem(await answer(other.api, late.id, 'accept'), 409, { code: 'offer.not-pending' });
    expectStatus(await transfer(other.id), 403);

    const admin = running.as(adminId, 'admin');
    expect(expectStatus(await transfer(adminId, admin), 200).body.ownerId).toBe(adminId);
    expect((await admin('get', `/events/${event.id}/members`)).body.data).toHaveLength(2);
  });

  test('of two answers at once one counts', async () => {
    const event = await makeEvent(running);
    const guest = await someone();
    const { id } = await offered(event, guest.id);
    const [accepted, declined] = await Promise.all([answer(guest.api, id, 'accept'), answer(guest.api, id, 'decline')]);
    expect([accepted.status, declined.status].toSorted()).toEqual([200, 409]);
    const { data } = (await event.owner('get', `/events/${event.id}/members`)).body;
    expect(data).toHaveLength(accepted.status === 200 ? 1 : 0);
  });

  test('what is offered takes a place among the members that an event can have', async () => {
    const event = await makeEvent(running);
    await running.database.query(
      `INSERT INTO offers (id, kind, event_id, role, from_user_id, to_user_id, created_at, expires_at)
       SELECT gen_random_uuid(), 'member', $1, 'steward', $2, gen_random_uuid(), now(), now() + interval '1 day'
       FROM generate_series(1, 199)`,
      [event.id, event.ownerId],
    );
    const last = await someone();
    await offered(event, last.id);
    expectStatus(await offerRole(event, last.id, 'steward'), 202);
    expectProblem(await offerRole(event, await knownUser(running)), 409, { code: 'event.too-many-members' });
  });

  test('are listed page by page, the newest first', async () => {
    const guest = await someone();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.unshift((await offered(await makeEvent(running), guest.id)).id);
    const first = await list(guest.api, 'limit=2');
    const next = await list(guest.api, `limit=2&cursor=${first.page.nextCursor}`);
    expect([...first.data, ...next.data].map(({ id }) => id)).toEqual(ids);
    expect(next.page.nextCursor).toBeNull();
    expectStatus(await guest.api('get', '/events/offers?direction=both'), 400);
  });

  test('who is a member already may get another role, also when the offer is forgotten or there was none', async () => {
    const event = await makeEvent(running);
    const { id } = await makeMember(running, event, 'steward');
    await running.database.query('DELETE FROM offers WHERE event_id = $1', [event.id]);
    expect(expectStatus(await offerRole(event, id, 'organizer'), 200).body.role).toBe('organizer');
  });

  test('the database refuses a member and an owner who have not agreed', async () => {
    const event = await makeEvent(running);
    const { id } = await makeMember(running, event, 'steward');
    const insert = `INSERT INTO event_members (event_id, user_id, role) VALUES ($1, $2, 'organizer')`;
    const refusal = (constraint: string) => expect.objectContaining({ constraint });
    await expect(running.database.query(insert, [event.id, randomUUID()])).rejects.toEqual(
      refusal('event_members_agreed'),
    );
    const update = 'UPDATE events SET owner_id = $2 WHERE id = $1';
    await expect(running.database.query(update, [event.id, id])).rejects.toEqual(refusal('events_owner_agreed'));
  });
});
