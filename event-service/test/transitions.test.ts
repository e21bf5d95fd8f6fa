import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makePublished } from './support/events';
import { registered } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('the transitions of an event', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const past = { startsAt: '2019-08-21T07:00:00Z', endsAt: '2019-08-26T02:00:00Z' };

  test('an event goes from draft to published, back, and on to its end, with a message each', async () => {
    const { id, owner } = await makeEvent(running, past);
    const states: [string, string, number][] = [];
    for (const action of ['publish', 'unpublish', 'publish', 'complete'] as const) {
      const { body } = await owner('post', `/events/${id}/${action}`);
      states.push([action, body.status, body.version]);
    }
    expect(states).toEqual([
      ['publish', 'published', 2],
      ['unpublish', 'draft', 3],
      ['publish', 'published', 4],
      ['complete', 'completed', 5],
    ]);
    const messages = await running.database.query<{ type: string; status: string }>(
      `SELECT type, payload->>'status' AS status FROM outbox WHERE subject = $1 ORDER BY sequence`,
      [id],
    );
    expect(messages).toEqual([
      { type: 'event.created.v1', status: 'draft' },
      { type: 'event.published.v1', status: 'published' },
      { type: 'event.unpublished.v1', status: 'draft' },
      { type: 'event.published.v1', status: 'published' },
      { type: 'event.completed.v1', status: 'completed' },
    ]);
  });

  test('a cancelled event keeps its reason, and stays so', async () => {
    const { id, owner } = await makePublished(running);
    const reply = await owner('post', `/events/${id}/cancel`, { reason: ' The hall burnt down. ' });
    expect(reply.body).toMatchObject({
      status: 'cancelled',
      cancelReason: 'The hall burnt down.',
      allowedActions: ['update'],
    });
    expect((await running.as()('get', `/events/${id}`)).body.cancelReason).toBe('The hall burnt down.');
    const again = await owner('post', `/events/${id}/publish`);
    expectStatus(again, 409);
    expect(again.body).toMatchObject({
      code: 'event.illegal-transition',
      from: 'cancelled',
      action: 'publish',
      allowed: [],
    });
  });

  test.each<[string, object]>([
    ['no reason', {}],
    ['an empty reason', { reason: ' ' }],
    ['a reason of 501 characters', { reason: 'x'.repeat(501) }],
    ['something else', { reason: 'x', notify: true }],
  ])('a cancellation with %s is refused', async (_, body) => {
    const { id, owner } = await makePublished(running);
    expectStatus(await owner('post', `/events/${id}/cancel`, body), 400);
    expect((await owner('get', `/events/${id}`)).body.status).toBe('published');
  });

  test('an event without a place is not published, one that runs is not completed', async () => {
    const { id, owner } = await makeEvent(running, { venue: null });
    expectStatus(await owner('post', `/events/${id}/publish`), 409, 'event.no-place');
    const open = await makePublished(running);
    const early = await open.owner('post', `/events/${open.id}/complete`);
    expectStatus(early, 409, 'event.not-over');
  });

  test('an event with registrations is not unpublished', async () => {
    const { id, owner } = await makePublished(running, { capacity: 2 });
    await registered(running, id, 3);
    const reply = await owner('post', `/events/${id}/unpublish`);
    expect(reply.body).toMatchObject({ code: 'event.has-registrations', taken: 2, waitlisted: 1 });
  });

  test('of ten publications at once one succeeds, with one message', async () => {
    const { id, owner } = await makeEvent(running);
    const replies = await Promise.all(Array.from({ length: 10 }, () => owner('post', `/events/${id}/publish`)));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, ...Array(9).fill(409)]);
    const sent = await running.database.query(`SELECT FROM outbox WHERE subject = $1 AND type = 'event.published.v1'`, [
      id,
    ]);
    expect(sent).toHaveLength(1);
  });

  test('a stale transition is refused, a repeated one with a key answered again', async () => {
    const { id, owner } = await makeEvent(running);
    expectStatus(await owner('post', `/events/${id}/publish`).set('if-match', '"9"'), 412);
    const send = () => owner('post', `/events/${id}/publish`).set('idempotency-key', `publish-${id}`);
    const [first, second] = [await send(), await send()];
    expectStatus(first, 200);
    expectStatus(second, 200);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.body).toEqual(first.body);
  });

  test('nobody else changes the status', async () => {
    const draft = await makeEvent(running);
    const open = await makePublished(running);
    const other = running.as(randomUUID());
    expectStatus(await other('post', `/events/${draft.id}/publish`), 404);
    expectStatus(await other('post', `/events/${open.id}/cancel`, { reason: 'x' }), 403);
    expectStatus(await running.as()('post', `/events/${open.id}/unpublish`), 401);
    expectStatus(await running.as(randomUUID(), 'admin')('post', `/events/${open.id}/unpublish`), 200);
  });
});
