import { randomUUID } from 'node:crypto';
import { deliver, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished } from './support/events';
import { type App, startEventService } from './support/start';

describe('admins', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startEventService({ broker });
  });
  afterAll(() => running.stop());

  test('a former admin changes nothing from the moment that this service has consumed the message', async () => {
    const { id: eventId } = await makePublished(running);
    const id = randomUUID();
    const asAdmin = running.as(id, 'admin');
    expectStatus(await asAdmin('patch', `/events/${eventId}`, { title: 'By an admin' }), 200);
    const data = { id, role: 'member', status: 'active', signedOutAt: new Date(Date.now() + 1_000).toISOString() };
    await deliver(broker, running.database, messageOf('user.updated.v1', id, 2, data));
    // The list of revoked tokens is read every few seconds; none of these waits for it.
    expectStatus(await asAdmin('patch', `/events/${eventId}`, { title: 'By nobody' }), 401);
    expectStatus(await asAdmin('post', `/events/${eventId}/cancel`, { reason: 'none' }), 401);
    expect((await running.as()('get', `/events/${eventId}`)).body).toMatchObject({
      title: 'By an admin',
      status: 'published',
    });
  });

  test('what admins change is on record, what members change or admins read is not', async () => {
    const { id: eventId, owner } = await makePublished(running);
    const id = randomUUID();
    const asAdmin = running.as(id, 'admin');
    await owner('patch', `/events/${eventId}`).send({ title: 'By its owner' });
    await asAdmin('get', `/events/${eventId}`);
    await asAdmin('patch', `/events/${eventId}`, { title: 'By an admin' });
    await asAdmin('patch', `/events/${eventId}`, { capacity: -1 });
    const made = await asAdmin('post', '/events', {
      title: 'Camp',
      startsAt: '2030-05-01T08:00:00Z',
      endsAt: '2030-05-02T08:00:00Z',
      timezone: 'Europe/Berlin',
    });
    expectStatus(made, 201);
    const entries = await running.database.query<{ subject: string; facts: object }>(
      'SELECT subject, facts FROM audit WHERE actor = $1 ORDER BY number',
      [id],
    );
    expect(entries).toEqual([
      {
        subject: eventId,
        facts: { method: 'PATCH', path: '/api/v1/events/:id', params: { id: eventId }, status: 200 },
      },
      {
        subject: null,
        facts: { method: 'POST', path: '/api/v1/events', params: {}, status: 201, location: made.headers.location },
      },
    ]);
    const all = await running.database.query('SELECT FROM audit WHERE subject = $1', [eventId]);
    expect(all).toHaveLength(1);
  });
});
