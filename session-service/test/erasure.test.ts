import { randomUUID } from 'node:crypto';
import { eventually, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeConference } from './support/conference';
import { type App, startSessionService } from './support/start';

const nobody = '00000000-0000-0000-0000-000000000000';

describe('an erased account', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSessionService(broker);
  });
  afterAll(() => running.stop());

  test('is linked to no session and no history any more, its tokens do not count, and the receipt follows once', async () => {
    const { id: eventId, team } = await makeConference(running, { cfpOpen: true });
    const [person, other] = [randomUUID(), randomUUID()];
    const propose = async (userId: string) => {
      const body = { eventId, title: 'Private note', submit: true };
      const reply = await running.as(userId)('post', '/sessions', body).set('idempotency-key', randomUUID());
      return reply.body.id as string;
    };
    const [theirs, told, others] = [await propose(person), await propose(person), await propose(other)];
    for (const id of [theirs, told]) await team('post', `/sessions/${id}/accept`, { message: 'Dear Ada' });
    await team('post', `/events/${eventId}/decisions/announce`, { sessionIds: [told] });
    const data = { id: person, role: 'member', status: 'disabled', signedOutAt: null, emailDigest: '0'.repeat(64) };
    const message = messageOf('user.erased.v1', person, 5, data);
    await broker.publish(message.type, message, message.id);
    await broker.publish(message.type, message, message.id);
    const receipt = await eventually(async () => {
      const message = await broker.take('user-service');
      const envelope = message && JSON.parse(message.content.toString());
      return envelope?.subject === person ? envelope : undefined;
    });
    expect(receipt).toMatchObject({
      type: 'session-service.user-erasure-done.v1',
      subject: person,
      data: { userId: person },
    });
    expect((await team('get', `/sessions/${theirs}`)).body).toMatchObject({ submitterId: nobody, version: 3 });
    expect((await team('get', `/sessions/${others}`)).body).toMatchObject({ submitterId: other, version: 1 });
    for (const table of ['sessions', 'session_history', 'idempotency']) {
      expect(await running.database.query(`SELECT FROM ${table} t WHERE t::text LIKE $1`, [`%${person}%`])).toEqual([]);
    }
    for (const table of ['sessions', 'session_history', 'outbox']) {
      expect(await running.database.query(`SELECT FROM ${table} t WHERE t::text LIKE '%Dear Ada%'`)).toEqual([]);
    }
    expect(await running.database.query('SELECT FROM idempotency WHERE principal = $1', [other])).toHaveLength(1);
    expect(await broker.take('user-service')).toBeUndefined();
  });
});
