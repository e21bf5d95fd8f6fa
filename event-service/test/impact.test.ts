import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished } from './support/events';
import { type Peer, startSessionPeer } from './support/peers';
import { registered } from './support/registrations';
import { type Running, startEventService } from './support/start';

describe('the impact of a change', () => {
  let running: Running;
  let peer: Peer;
  let slotsOutside: object[] = [];
  beforeAll(async () => {
    peer = await startSessionPeer({ PreviewEventChange: () => ({ slots_outside: slotsOutside }) });
    running = await startEventService({ sessionTarget: peer.target });
  });
  afterAll(async () => {
    await running.stop();
    await peer.stop();
  });

  test('is told before it is done, and nothing changes', async () => {
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
    expect([shorter.status, shorter.body]).toEqual([
      200,
      {
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
        refusedBy: ['event.slots-outside', 'event.capacity-below-taken'],
      },
    ]);
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
    expect((await running.as(randomUUID())('get', path)).status).toBe(403);
    expect((await running.as()('get', path)).status).toBe(401);
    expect((await event.owner('get', `/events/${randomUUID()}/impact`)).status).toBe(404);
    for (const query of ['capacity=0', 'capacity=x', 'timezone=Mars/Base', 'startsAt=today', 'title=x']) {
      expect((await event.owner('get', `${path}?${query}`)).status).toBe(400);
    }
    expect((await event.owner('get', `${path}?endsAt=2027-04-01T00:00:00Z`)).body.errors[0].pointer).toBe('#/endsAt');
  });

  test('cannot be told while session-service is away', async () => {
    const event = await makePublished(running);
    peer.mood('failing');
    const reply = await event.owner('get', `/events/${event.id}/impact?startsAt=2027-05-02T08:00:00Z`);
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '2']);
    expect((await event.owner('get', `/events/${event.id}/impact?capacity=3`)).status).toBe(200);
    peer.mood('well');
  });
});

describe('events that are over', () => {
  test('are completed by the scheduled job, each once, however many instances look for them', async () => {
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
    expect([await statusOf(open), await statusOf(filed)]).toEqual(['published', 'published']);
    const messages = await running.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM outbox WHERE type = 'event.completed.v1' GROUP BY subject`,
    );
    expect(messages.map(({ n }) => n)).toEqual([1, 1, 1, 1, 1]);
    await running.stop();
  });
});
