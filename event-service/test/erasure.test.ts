import { randomUUID } from 'node:crypto';
import { deliver, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventBody, makePublished } from './support/events';
import { person } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('accounts that end', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startEventService({ broker });
  });
  afterAll(() => running.stop());

  const deliverUser = (fact: string, id: string, sequence: number, data: object) =>
    deliver(broker, running.database, messageOf(`user.${fact}.v1`, id, sequence, { id, role: 'member', ...data }));
  const statusInANewInstance = async (userId: string) => {
    const instance = await running.second();
    const { status } = await instance.as(userId)('get', '/events?mine=true');
    await instance.stop();
    return status;
  };

  test('the tokens of who logged out everywhere are refused, those of the next login are not', async () => {
    const id = randomUUID();
    await deliverUser('updated', id, 2, {
      status: 'active',
      signedOutAt: new Date(Date.now() + 600_000).toISOString(),
    });
    expect(await statusInANewInstance(id)).toBe(401);
    await deliverUser('updated', id, 3, { status: 'active', signedOutAt: new Date(Date.now() - 2_000).toISOString() });
    expect(await statusInANewInstance(id)).toBe(200);
  });

  test('an account is on the list of revoked tokens no longer than these could be valid', async () => {
    const id = randomUUID();
    const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
    await deliverUser('disabled', id, 2, { status: 'disabled', signedOutAt: at(1) });
    expect(await statusInANewInstance(id)).toBe(401);
    await deliverUser('updated', id, 3, { status: 'disabled', signedOutAt: at(16) });
    const instance = await running.second();
    expectStatus(await instance.as(id)('get', '/events?mine=true'), 200);
    // What is asked anew does not go by the list.
    expectStatus(await instance.as(id, 'admin')('post', '/events', eventBody()), 401);
    await instance.stop();
  });

  test('an erased account is registered nowhere: who waits longest gets the seat, once, and nothing identifies who left', async () => {
    const { id: eventId, owner } = await makePublished(running, { capacity: 1 });
    const [leaving, next] = [person(running), person(running)];
    await leaving.register(eventId);
    expect((await next.register(eventId)).body.status).toBe('waitlisted');
    await deliverUser('erased', leaving.userId, 9, { status: 'disabled', emailDigest: '0'.repeat(64) });
    expect((await next.mine(eventId)).body).toMatchObject({ status: 'confirmed', position: null });
    const { body } = await owner('get', `/events/${eventId}`);
    expect(body.seats).toMatchObject({ taken: 1, waitlisted: 0 });
    const rows = await running.database.query('SELECT FROM registrations WHERE user_id = $1', [leaving.userId]);
    expect(rows).toEqual([]);
  });

  test('an erased account is a member of nothing, and its calendar opens no more', async () => {
    const { id: eventId, owner } = await makePublished(running);
    const member = person(running);
    await deliverUser('registered', member.userId, 1, { status: 'active' });
    const path = `/events/${eventId}/members/${member.userId}` as const;
    const { body } = expectStatus(await owner('put', path).send({ role: 'steward' }), 202);
    expectStatus(await running.as(member.userId)('post', `/events/offers/${body.offer.id}/accept`), 200);
    await deliverUser('erased', member.userId, 9, { status: 'disabled', emailDigest: '0'.repeat(64) });
    expect((await owner('get', `/events/${eventId}/members`)).body.data).toEqual([]);
    const messages = await running.database.query<{ payload: { role: string | null } }>(
      `SELECT payload FROM outbox WHERE subject = $1 AND type = 'event.member-changed.v1' ORDER BY id`,
      [eventId],
    );
    expect(messages.map(({ payload }) => payload.role)).toEqual(['steward', null]);
    const offers = await running.database.query('SELECT FROM offers WHERE to_user_id = $1', [member.userId]);
    expect(offers).toEqual([]);
  });

  test('of an erased account no stored reply is left, its tokens do not count, and the receipt follows', async () => {
    const id = randomUUID();
    const key = randomUUID();
    expectStatus(await running.as(id)('post', '/events', eventBody()).set('idempotency-key', key), 201);
    await deliverUser('erased', id, 4, { status: 'disabled', emailDigest: '0'.repeat(64) });
    expect(await running.database.query('SELECT FROM idempotency WHERE key = $1', [key])).toEqual([]);
    expect(await statusInANewInstance(id)).toBe(401);
    const receipt = await eventually(async () => {
      const message = await broker.take('user-service');
      const envelope = message && JSON.parse(message.content.toString());
      return envelope?.subject === id ? envelope : undefined;
    });
    expect(receipt).toMatchObject({ type: 'event-service.user-erasure-done.v1', data: { userId: id } });
  });
});
