import { randomUUID } from 'node:crypto';
import { eventually, messageOf, type TestBroker, tell } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventBody, makePublished } from './support/events';
import { person } from './support/registrations';
import { type Running, startBroker, startEventService } from './support/start';

describe('accounts that end', () => {
  let broker: TestBroker;
  let running: Running;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startEventService({ broker });
  });
  afterAll(() => running.stop());

  const tellUser = (fact: string, id: string, sequence: number, data: object) =>
    tell(broker, running.database, messageOf(`user.${fact}.v1`, id, sequence, { id, role: 'member', ...data }));
  const statusInANewInstance = async (userId: string) => {
    const instance = await running.second();
    const { status } = await instance.as(userId)('get', '/events?mine=true');
    await instance.stop();
    return status;
  };

  test('the tokens of who logged out everywhere are refused, those of the next login are not', async () => {
    const id = randomUUID();
    await tellUser('updated', id, 2, { status: 'active', signedOutAt: new Date(Date.now() + 1_000).toISOString() });
    expect(await statusInANewInstance(id)).toBe(401);
    await tellUser('updated', id, 3, { status: 'active', signedOutAt: new Date(Date.now() - 2_000).toISOString() });
    expect(await statusInANewInstance(id)).toBe(200);
  });

  test('an erased account is registered nowhere: who waits longest gets the seat, once, and nobody knows who left', async () => {
    const { id: eventId, owner } = await makePublished(running, { capacity: 1 });
    const [leaving, next] = [person(running), person(running)];
    await leaving.register(eventId);
    expect((await next.register(eventId)).body.status).toBe('waitlisted');
    await tellUser('erased', leaving.userId, 9, { status: 'disabled', emailDigest: '0'.repeat(64) });
    expect((await next.mine(eventId)).body).toMatchObject({ status: 'confirmed', position: null });
    const { body } = await owner('get', `/events/${eventId}`);
    expect(body.seats).toMatchObject({ taken: 1, waitlisted: 0 });
    const rows = await running.database.query('SELECT FROM registrations WHERE user_id = $1', [leaving.userId]);
    expect(rows).toEqual([]);
  });

  test('an erased account is a member of nothing, and its calendar opens no more', async () => {
    const { id: eventId, owner } = await makePublished(running);
    const member = person(running);
    await tellUser('registered', member.userId, 1, { status: 'active' });
    const path = `/events/${eventId}/members/${member.userId}`;
    expect((await owner('put', path).send({ role: 'steward' })).status).toBe(201);
    await tellUser('erased', member.userId, 9, { status: 'disabled', emailDigest: '0'.repeat(64) });
    expect((await owner('get', `/events/${eventId}/members`)).body.data).toEqual([]);
    const told = await running.database.query<{ payload: { role: string | null } }>(
      `SELECT payload FROM outbox WHERE subject = $1 AND type = 'event.member-changed.v1' ORDER BY id`,
      [eventId],
    );
    expect(told.map(({ payload }) => payload.role)).toEqual(['steward', null]);
  });

  test('of an erased account no stored reply is left, its tokens do not count, and the receipt follows', async () => {
    const id = randomUUID();
    const key = randomUUID();
    expect((await running.as(id)('post', '/events', eventBody()).set('idempotency-key', key)).status).toBe(201);
    await tellUser('erased', id, 4, { status: 'disabled', emailDigest: '0'.repeat(64) });
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
