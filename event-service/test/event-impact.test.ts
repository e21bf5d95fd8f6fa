import { randomUUID } from 'node:crypto';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { awaitPreviews, makePublished } from './support/events';
import { type FakeUpstream, startFakeSessionService } from './support/fake-upstream';
import { registered } from './support/registrations';
import { type App, startEventService } from './support/start';

describe('the impact of a change', () => {
  let running: App;
  let sessions: FakeUpstream;
  let slotsOutside: object[] = [];
  beforeAll(async () => {
    sessions = await startFakeSessionService({ PreviewEventChange: () => ({ slots_outside: slotsOutside }) });
    running = await startEventService({ sessionTarget: sessions.target });
    await awaitPreviews(running);
  });
  afterAll(async () => {
    await running.stop();
    await sessions.stop();
  });

  test('is previewed before it is done, and nothing changes', async () => {
    const event = await makePublished(running, { capacity: 2 });
    await registered(running, event.id, 5);
    const impact = (query: string) => event.owner('get', `/events/${event.id}/impact?${query}`);
    const before = (await event.owner('get', `/events/${event.id}`)).body;
    const slot = {
      ...{ slot_id: randomUUID(), session_id: randomUUID(), title: 'Opening', room_id: randomUUID() },
      ...{ starts_at: '2027-05-01T08:00:00.000Z', ends_at: '2027-05-01T09:00:00.000Z' },
    };
    slotsOutside = [slot];
    const shorter = await impact('startsAt=2027-05-02T08:00:00Z&capacity=1');
    expectStatus(shorter, 200);
    expect(shorter.body).toEqual({
      startsAt: '2027-05-02T08:00:00.000Z',
      endsAt: '2027-05-03T16:00:00.000Z',
      timezone: 'Europe/Berlin',
      capacity: 1,
      slotsOutside: [
        {
          ...{ slotId: slot.slot_id, sessionId: slot.session_id, title: 'Opening', roomId: slot.room_id },
          ...{ startsAt: slot.starts_at, endsAt: slot.ends_at },
        },
      ],
      seats: { taken: 2, waitlisted: 3, promoted: 0, missing: 1 },
      slotsMoved: [],
      refusedBy: ['event.has-slots', 'event.capacity-below-taken'],
    });
    const zone = await impact('timezone=Asia/Kolkata&capacity=4');
    expect(zone.body).toMatchObject({
      startsAt: '2027-05-01T04:30:00.000Z',
      slotsOutside: [{ title: 'Opening' }],
      seats: { promoted: 2, missing: 0 },
    });
    slotsOutside = [];
    expect((await impact('capacity=null')).body).toMatchObject({
      capacity: null,
      seats: { promoted: 3 },
      refusedBy: [],
    });
    expect((await event.owner('get', `/events/${event.id}`)).body).toEqual(before);
  });

  test('is asked for by the team, in terms of what can be', async () => {
    const event = await makePublished(running);
    const path = `/events/${event.id}/impact`;
    expectStatus(await running.as(randomUUID())('get', path), 403);
    expectStatus(await running.as()('get', path), 401);
    expectStatus(await event.owner('get', `/events/${randomUUID()}/impact`), 404);
    for (const query of ['capacity=0', 'capacity=x', 'timezone=Mars/Base', 'startsAt=today', 'title=x']) {
      expectStatus(await event.owner('get', `${path}?${query}`), 400);
    }
    expectProblem(await event.owner('get', `${path}?endsAt=2027-04-01T00:00:00Z`), 400, { pointer: '#/endsAt' });
  });

  test('cannot be previewed while session-service is unavailable', async () => {
    const event = await makePublished(running);
    sessions.behave('failing');
    const reply = await event.owner('get', `/events/${event.id}/impact?startsAt=2027-05-02T08:00:00Z`);
    expectStatus(reply, 503);
    expect(reply.headers['retry-after']).toBe('2');
    expectStatus(await event.owner('get', `/events/${event.id}/impact?capacity=3`), 200);
    sessions.behave('healthy');
  });
});

describe('events that are over', () => {
  test('are completed by the periodic job, each once, however many instances run it', async () => {
    const running = await startEventService();
    const past = { startsAt: '2019-08-21T07:00:00Z', endsAt: '2019-08-26T02:00:00Z' };
    const ended = [];
    for (let n = 0; n < 5; n++) ended.push(await makePublished(running, past));
    const [open, filed] = [await makePublished(running), await makePublished(running, past)];
    await running.database.query(`UPDATE events SET updated_at = now() - interval '2 hours' WHERE id <> $1`, [
      filed.id,
    ]);
    const instances = await Promise.all([running.second(), running.second(), running.second()]);
    for (const { stop } of instances) await stop();
    const statusOf = async ({ id }: { id: string }) => (await running.as()('get', `/events/${id}`)).body.status;
    expect(await Promise.all(ended.map(statusOf))).toEqual(Array(5).fill('completed'));
    expect(await statusOf(open)).toBe('published');
    expect(await statusOf(filed)).toBe('published');
    const messages = await running.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM outbox WHERE type = 'event.completed.v1' GROUP BY subject`,
    );
    expect(messages.map(({ n }) => n)).toEqual([1, 1, 1, 1, 1]);
    await running.stop();
  });
});
