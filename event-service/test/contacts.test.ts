import { randomUUID } from 'node:crypto';
import { createEmailDigest } from '@ems/chassis/auth';
import { deliver, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished } from './support/events';
import { isInconsistent, registered, seatsOf } from './support/registrations';
import { type App, emailDigestKey, startEventService } from './support/start';

describe('how people are called', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startEventService({ broker });
  });
  afterAll(() => running.stop());

  const deliverUser = (fact: string, id: string, sequence: number, data: object) =>
    deliver(broker, running.database, messageOf(`user.${fact}.v1`, id, sequence, { id, ...data }));
  const deliverContact = (id: string, sequence: number, name: string) =>
    deliverUser('contact-changed', id, sequence, { name, email: `${id}@example.org`, language: 'de' });
  const disable = (id: string, sequence: number) =>
    deliverUser('disabled', id, sequence, { role: 'member', status: 'disabled' });
  const reactivate = (id: string, sequence: number) =>
    deliverUser('updated', id, sequence, { role: 'member', status: 'active' });
  const erase = (id: string, sequence: number) =>
    deliverUser('erased', id, sequence, { role: 'member', status: 'disabled', emailDigest: '0'.repeat(64) });

  /** An event of two seats, for which so many people are registered. */
  async function makeFull(count: number) {
    const event = await makePublished(running, { capacity: 2 });
    const people = await registered(running, event.id, count);
    const idAt = (n: number) => {
      const somebody = people[n];
      if (!somebody) throw new Error(`only ${people.length} have registered`);
      return somebody;
    };
    const search = async (q: string) =>
      (await event.owner('get', `/events/${event.id}/registrations?q=${q}`)).body.data.map(({ userId }) => userId);
    return { event, at: idAt, search };
  }
  const lastMessage = async (id: string) =>
    (
      await running.database.query<{ type: string; payload: object }>(
        'SELECT type, payload FROM outbox WHERE subject = $1 ORDER BY id DESC LIMIT 1',
        [id],
      )
    )[0];

  test('follows the newest message of an account, and no late one', async () => {
    const { at, search } = await makeFull(1);
    const { userId } = at(0);
    await deliverContact(userId, 3, 'Grace Hopper');
    expect(await search('hopper')).toEqual([userId]);
    await deliverContact(userId, 2, 'Grace Murray');
    expect(await search('murray')).toEqual([]);
    await deliverContact(userId, 4, 'Amazing Grace');
    expect([await search('amazing'), await search('hopper')]).toEqual([[userId], []]);
  });

  test('is gone from list, file and search once the account is erased, and comes back by no late message', async () => {
    const { event, at, search } = await makeFull(1);
    const { id, userId } = at(0);
    await deliverContact(userId, 2, 'Ephemera Jones');
    await erase(userId, 9);
    await deliverContact(userId, 10, 'Ephemera Jones');
    expect(await search('ephemera')).toEqual([]);
    const { body } = await event.owner('get', `/events/${event.id}/registrations`);
    expect(body.data).toMatchObject([{ id, userId: null, name: null, email: null, status: 'cancelled' }]);
    expect((await event.owner('get', `/events/${event.id}/registrations.csv`)).text).not.toMatch(/Ephemera|@example/);
    const left = await running.database.query('SELECT name, email, language FROM contact_replicas WHERE id = $1', [
      userId,
    ]);
    expect(left).toEqual([{ name: null, email: null, language: null }]);
    expect(await lastMessage(id)).toMatchObject({
      type: 'registration.cancelled.v1',
      payload: { userId: null, cause: 'account' },
    });
  });

  test('whom the team registered by the address of an account is forgotten with it, where that was verified', async () => {
    const { event, at } = await makeFull(3);
    expectStatus(await event.owner('delete', `/events/${event.id}/registrations/${at(0).id}`), 204);
    const raised = await event.owner('patch', `/events/${event.id}`, { capacity: 3 });
    expect(raised.body.seats).toMatchObject({ taken: 2 });
    const walkIn = { name: 'Ada Lovelace', email: 'Ada@example.org' };
    const { body } = expectStatus(await event.owner('post', `/events/${event.id}/registrations`, walkIn), 201);
    const [waiting] = await registered(running, event.id, 1);
    const emailDigest = createEmailDigest(emailDigestKey)('ada@example.org');
    const eraseAda = (emailVerified: boolean) => {
      const data = { role: 'member', status: 'disabled', emailDigest, emailVerified };
      return deliverUser('erased', randomUUID(), 5, data);
    };
    await eraseAda(false);
    const path = `/events/${event.id}/registrations/${body.id}` as const;
    expect((await event.owner('get', path)).body).toMatchObject({ name: 'Ada Lovelace', status: 'confirmed' });
    await eraseAda(true);
    const { body: left } = await event.owner('get', path);
    expect(left).toMatchObject({ userId: null, name: null, email: null, status: 'cancelled' });
    expect((await waiting?.mine(event.id))?.body.status).toBe('confirmed');
    const sent = await running.database.query('SELECT type, payload FROM outbox WHERE subject = $1 ORDER BY id', [
      body.id,
    ]);
    expect(sent).toMatchObject([
      { type: 'registration.confirmed.v1' },
      { type: 'registration.cancelled.v1', payload: { cause: 'account' } },
      { type: 'registration.forgotten.v1', payload: { id: body.id, eventId: event.id } },
    ]);
    expect(JSON.stringify(sent)).not.toMatch(/ada/i);
  });

  test('a disabled account frees its seats, and who waits longest gets them; its row keeps whose it was', async () => {
    const { event, at } = await makeFull(4);
    const seated = at(0);
    const waiting = at(2);
    await disable(waiting.userId, 2);
    await disable(seated.userId, 2);
    const { body } = await event.owner('get', `/events/${event.id}/registrations`);
    expect(body.data.map(({ userId, status }) => [userId, status])).toEqual([
      [seated.userId, 'cancelled'],
      [at(1).userId, 'confirmed'],
      [waiting.userId, 'cancelled'],
      [at(3).userId, 'confirmed'],
    ]);
    const counted = await seatsOf(running, event.id);
    expect(isInconsistent(counted)).toBe(false);
    expect(counted).toMatchObject({ taken: 2, waitlisted: 0 });
    expect(await lastMessage(seated.id)).toMatchObject({
      type: 'registration.cancelled.v1',
      payload: { userId: seated.userId, cause: 'account' },
    });
    expect(await lastMessage(at(3).id)).toMatchObject({ type: 'registration.promoted.v1' });
    await reactivate(seated.userId, 3);
    expectStatus(await seated.register(event.id), 201);
  });

  test('a late message of a disabled account that is active again cancels nothing', async () => {
    const { event, at } = await makeFull(1);
    await reactivate(at(0).userId, 3);
    await disable(at(0).userId, 2);
    expect((await at(0).mine(event.id)).body.status).toBe('confirmed');
  });

  test('a disabled account keeps what is over, and the seat in which it sits', async () => {
    const { event, at } = await makeFull(2);
    const { body } = await at(0).mine(event.id);
    expectStatus(await event.owner('post', `/events/${event.id}/check-ins`, { ticketCode: body.ticketCode }), 201);
    const over = await makePublished(running);
    expectStatus(await at(1).register(over.id), 201);
    await running.database.query(
      `UPDATE events SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 day' WHERE id = $1`,
      [over.id],
    );
    for (const n of [0, 1]) await disable(at(n).userId, 2);
    const statusesOf = async ({ id, owner }: typeof event) =>
      (await owner('get', `/events/${id}/registrations`)).body.data.map(({ status }) => status);
    expect(await statusesOf(event)).toEqual(['confirmed', 'cancelled']);
    expect(await statusesOf(over)).toEqual(['confirmed']);
  });

  test('is not shown of an account that nobody has told of', async () => {
    const { event, at } = await makeFull(1);
    expect((await at(0).mine(event.id)).body.name).toBeNull();
    expect(await seatsOf(running, event.id)).toMatchObject({ taken: 1 });
    await deliverContact(randomUUID(), 1, 'Somebody Else');
    expect((await at(0).mine(event.id)).body.name).toBeNull();
  });
});
