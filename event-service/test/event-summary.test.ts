import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makeMember, makePublished } from './support/events';
import { sampleSchedule } from './support/schedule';
import { type Scheduled, startScheduled } from './support/scheduled';

const none = {
  draft: 0,
  submitted: 0,
  accepted: 0,
  waitlisted: 0,
  rejected: 0,
  confirmed: 0,
  withdrawn: 0,
  cancelled: 0,
};

describe('the numbers of an event', () => {
  const [science, arts] = [randomUUID(), randomUUID()];
  let scheduled: Scheduled;
  beforeAll(async () => {
    scheduled = await startScheduled(sampleSchedule(), {
      slug: 'counted-conf',
      summary: {
        sessions: [
          { track_id: science, status: 'SESSION_STATUS_CONFIRMED', count: 3 },
          { track_id: science, status: 'SESSION_STATUS_REJECTED', count: 2 },
          { track_id: '', status: 'SESSION_STATUS_CONFIRMED', count: 1 },
        ],
        tracks: [
          { id: science, name: 'Science' },
          { id: arts, name: 'Arts' },
        ],
        reviews: { count: 4, average_score: 3.5, reviewed_sessions: 2 },
      },
    });
  });
  afterAll(() => scheduled.stop());
  const numbers = () => scheduled.event.owner('get', `/events/${scheduled.event.id}/summary`);

  test('are its seats, its sessions by status and track, and its reviews', async () => {
    const { running, event } = scheduled;
    expectStatus(await running.as(randomUUID())('post', `/events/${event.id}/registrations`, {}), 201);
    expect(expectStatus(await numbers(), 200).body).toEqual({
      eventId: event.id,
      seats: { capacity: null, taken: 1, waitlisted: 0 },
      registrationOpen: true,
      sessions: {
        total: 6,
        byStatus: { ...none, confirmed: 4, rejected: 2 },
        byTrack: [
          { trackId: science, name: 'Science', total: 5, byStatus: { ...none, confirmed: 3, rejected: 2 } },
          { trackId: arts, name: 'Arts', total: 0, byStatus: none },
          { trackId: null, name: null, total: 1, byStatus: { ...none, confirmed: 1 } },
        ],
      },
      reviews: { count: 4, averageScore: 3.5, reviewedSessions: 2 },
    });
  });

  test('are for its team alone; of a draft others know nothing', async () => {
    const { running } = scheduled;
    const [shown, draft] = [await makePublished(running), await makeEvent(running)];
    const reviewer = await makeMember(running, shown, 'reviewer');
    expectStatus(await running.as(randomUUID(), 'admin')('get', `/events/${shown.id}/summary`), 200);
    expectStatus(await reviewer.api('get', `/events/${shown.id}/summary`), 403, 'forbidden');
    expectStatus(await running.as(randomUUID())('get', `/events/${shown.id}/summary`), 403, 'forbidden');
    expectStatus(await running.as(randomUUID())('get', `/events/${draft.id}/summary`), 404);
    expectStatus(await running.as()('get', `/events/${shown.id}/summary`), 401);
  });

  test.each(['down', 'failing', 'nonsense'] as const)(
    'while session-service is %s are the seats, and say what is missing',
    async behaviour => {
      const { sessions, event } = scheduled;
      if (behaviour === 'down') await sessions.down();
      else sessions.behave(behaviour);
      const reply = expectStatus(await numbers(), 200);
      expect(reply.body).toEqual({
        eventId: event.id,
        seats: { capacity: null, taken: expect.any(Number), waitlisted: 0 },
        registrationOpen: true,
        degraded: [
          { part: 'sessions', reason: 'unavailable' },
          { part: 'reviews', reason: 'unavailable' },
        ],
      });
      expect(reply.headers.warning).toBe('199 event-service "sessions and reviews are missing at the moment"');
      expect(reply.headers['cache-control']).toBe('private, max-age=2');
      await scheduled.recover();
    },
  );

  test('of lists of event-service are counted for who asks', async () => {
    const { running } = scheduled;
    const [tag, owner] = [randomUUID(), randomUUID()];
    for (const title of ['One', 'Two']) await makePublished(running, { title, tags: [tag] });
    await makeEvent(running, { tags: [tag] });
    const count = async (query: string, role?: 'admin') =>
      (await running.as(owner, role)('get', `/events?tag=${tag}&count=true&limit=1${query}`)).body.page.total;
    expect([await count(''), await count('&q=one'), await count('', 'admin')]).toEqual([2, 1, 3]);
    const { event } = scheduled;
    for (const path of ['registrations', 'members'] as const) {
      const { data } = expectStatus(await event.owner('get', `/events/${event.id}/${path}?limit=100`), 200).body;
      const { page } = (await event.owner('get', `/events/${event.id}/${path}?limit=1&count=true`)).body;
      expect([path, page.total]).toEqual([path, data.length]);
    }
    expect((await running.as(owner)('get', '/registrations?count=true')).body.page.total).toBe(0);
    expect((await running.as(owner)('get', '/events/offers?count=true')).body.page.total).toBe(0);
    const { page } = (await running.as()('get', '/events?sort=startsAt&limit=1')).body;
    expectStatus(await running.as()('get', `/events?sort=-startsAt&cursor=${page.nextCursor}`), 400);
  });
});
