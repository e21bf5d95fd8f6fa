import { randomUUID } from 'node:crypto';
import { eventually, messageOf, type TestBroker, tell } from '@ems/chassis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Made, makePublished } from './support/events';
import { type Peer, startSessionPeer, startSpeakerPeer } from './support/peers';
import { smallProgramme } from './support/programme';
import { type Running, startBroker, startEventService } from './support/start';

describe('a schedule, held and kept right by messages', () => {
  const programme = smallProgramme();
  let broker: TestBroker;
  let sessions: Peer;
  let speakers: Peer;
  let running: Running;
  let event: Made;
  beforeAll(async () => {
    broker = await startBroker();
    sessions = await startSessionPeer({ ListSlotsByEvent: () => programme });
    speakers = await startSpeakerPeer({ BatchGetSpeakers: ({ ids }) => ({ speakers: programme.speakers(ids) }) });
    running = await startEventService({ broker, sessionTarget: sessions.target, speakerTarget: speakers.target });
    event = await makePublished(running, { slug: 'held-conf' });
  });
  beforeEach(async () => {
    for (const peer of [sessions, speakers]) {
      peer.mood('well');
      await peer.up();
    }
    await tellChange();
    await eventually(async () => !(await get()).body.degraded);
  });
  afterAll(async () => {
    await running.stop();
    await Promise.all([sessions.stop(), speakers.stop()]);
  });

  const get = (path = '/schedule') => running.as()('get', `/events/${event.id}${path}`);
  /** A message of session-service that the programme has changed. */
  const tellChange = () => {
    const data = { id: randomUUID(), eventId: event.id, name: 'Curie' };
    return tell(broker, running.database, messageOf('room.updated.v1', data.id, 2, data));
  };
  const opening = programme.sessions[0] as { title: string };
  const titleIn = (body: { days: { rooms: { slots: { session: { title: string } }[] }[] }[] }) =>
    body.days[0]?.rooms[0]?.slots[0]?.session.title;

  test('is composed once for all who ask, and sent once to who has it', async () => {
    await get();
    const before = { ...sessions.calls, ...speakers.calls };
    const replies = await Promise.all(Array.from({ length: 20 }, () => get()));
    const etag = String(replies[0]?.headers.etag);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect((await get().set('if-none-match', etag)).status).toBe(304);
    expect((await get('/schedule.json')).status).toBe(200);
    expect({ ...sessions.calls, ...speakers.calls }).toEqual(before);
  });

  test('shows a change within a second of its message, in every instance', async () => {
    const other = await running.second(broker);
    const elsewhere = () => other.as()('get', `/events/${event.id}/schedule`);
    await Promise.all([get(), elsewhere()]);
    opening.title = 'Opened';
    expect(titleIn((await get()).body)).toBe('Opening');
    expect(titleIn((await elsewhere()).body)).toBe('Opening');
    const told = Date.now();
    await tellChange();
    expect(titleIn((await get()).body)).toBe('Opened');
    expect(titleIn((await elsewhere()).body)).toBe('Opened');
    expect(Date.now() - told).toBeLessThan(1_000);
    opening.title = 'Opening';
    await other.stop();
  });

  test.each(['down', 'failing', 'hanging', 'nonsense'] as const)(
    'while session-service is %s shows what was there last, marked, not to be kept; it recovers by itself',
    async trouble => {
      const whole = await get();
      if (trouble === 'down') await sessions.down();
      else sessions.mood(trouble);
      await tellChange();
      const started = Date.now();
      const reply = await get();
      expect(Date.now() - started).toBeLessThan(4_000);
      expect(reply.status).toBe(200);
      expect(reply.body.days).toEqual(whole.body.days);
      const asOf = expect.stringMatching(/^\d{4}-.*Z$/);
      expect(reply.body.degraded).toEqual([
        { part: 'sessions', reason: 'unavailable', asOf },
        { part: 'speakers', reason: 'unavailable', asOf },
      ]);
      expect(reply.headers.warning).toMatch(/^110 event-service "sessions and speakers are as of \d{4}-/);
      expect(reply.headers['cache-control']).toBe('public, max-age=2');
      const feed = await get('/schedule.json');
      expect([feed.status, feed.headers.warning]).toEqual([200, reply.headers.warning]);
      sessions.mood('well');
      await sessions.up();
      await eventually(async () => !(await get()).body.degraded);
    },
  );

  test('while speaker-service is away shows a changed programme with the names that were known', async () => {
    speakers.mood('failing');
    opening.title = 'Renamed';
    await tellChange();
    const reply = await get();
    opening.title = 'Opening';
    expect(reply.body.degraded).toMatchObject([{ part: 'speakers', asOf: expect.any(String) }]);
    expect(titleIn(reply.body)).toBe('Renamed');
    expect(reply.body.days[0].rooms[0].slots[0].session.speakers[0].name).toBe('Ada Lovelace');
  });

  test('a peer that hangs is soon not asked any more, costs the service’s own routes nothing, and is found again', async () => {
    sessions.mood('hanging');
    const own = async () => {
      const started = performance.now();
      expect((await get('')).status).toBe(200);
      return performance.now() - started;
    };
    const others = await Promise.all(Array.from({ length: 30 }, () => makePublished(running)));
    const asked = others.map(({ id }) => running.as()('get', `/events/${id}/schedule`));
    const slow = Promise.all(asked.map(async call => (await call).status));
    const times: number[] = [];
    for (let n = 0; n < 20; n++) times.push(await own());
    expect(times.toSorted((a, b) => a - b)[18]).toBeLessThan(1_000);
    expect(new Set(await slow)).toEqual(new Set([503]));
    const calls = sessions.calls.ListSlotsByEvent;
    const started = performance.now();
    await tellChange();
    expect((await get()).body.degraded).toHaveLength(2);
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(sessions.calls.ListSlotsByEvent).toBe(calls);
    sessions.mood('well');
    await eventually(async () => !(await get()).body.degraded);
  });
});
