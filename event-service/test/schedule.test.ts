import { randomUUID } from 'node:crypto';
import { eventually } from '@ems/chassis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Made, makeEvent, makePublished } from './support/events';
import { type Peer, startSessionPeer, startSpeakerPeer } from './support/peers';
import { smallProgramme } from './support/programme';
import { type Running, startEventService } from './support/start';

describe('the schedule of an event', () => {
  const programme = smallProgramme();
  /** Events that have it; all others have nothing. */
  const planned = new Set<string>();
  let sessions: Peer;
  let speakers: Peer;
  let running: Running;
  let event: Made;
  beforeAll(async () => {
    sessions = await startSessionPeer({
      ListSlotsByEvent: ({ event_id }) => (planned.has(String(event_id)) ? programme : {}),
      ListSessionsByEvent: ({ event_id }) => (planned.has(String(event_id)) ? programme : {}),
    });
    speakers = await startSpeakerPeer({ BatchGetSpeakers: ({ ids }) => ({ speakers: programme.speakers(ids) }) });
    running = await startEventService({ sessionTarget: sessions.target, speakerTarget: speakers.target });
    event = await makePublished(running);
    planned.add(event.id);
  });
  beforeEach(async () => {
    for (const peer of [sessions, speakers]) {
      peer.mood('well');
      await peer.up();
    }
    await eventually(async () => !(await get('/schedule')).body.degraded);
  });
  afterAll(async () => {
    await running.stop();
    await Promise.all([sessions.stop(), speakers.stop()]);
  });

  const get = (path: string, made = event) => running.as()('get', `/events/${made.id}${path}`);

  test('stands by day and room, with sessions, tracks and speakers', async () => {
    const { body, status, headers } = await get('/schedule');
    expect(status).toBe(200);
    expect(headers['last-modified']).toBeTruthy();
    expect(headers).not.toHaveProperty('warning');
    const [room, otherRoom] = programme.rooms;
    expect(body.event).toMatchObject({ id: event.id, slug: event.slug, timezone: 'Europe/Berlin' });
    expect(body.rooms).toEqual([
      { id: room?.id, name: 'Curie', capacity: 200 },
      { id: otherRoom?.id, name: 'Meitner', capacity: null },
    ]);
    expect(body.tracks).toEqual([{ id: programme.tracks[0]?.id, name: 'Science & Art', color: '#00ff00' }]);
    expect(body.days.map((day: { index: number; date: string }) => [day.index, day.date])).toEqual([
      [1, '2027-05-01'],
      [2, '2027-05-02'],
      [3, '2027-05-03'],
    ]);
    expect(body.days[0]).toMatchObject({ startsAt: '2027-05-01T02:00:00.000Z', endsAt: '2027-05-02T02:00:00.000Z' });
    expect(body.days[0].rooms[0].slots).toEqual([
      {
        id: programme.slots[0]?.id,
        number: 1,
        startsAt: '2027-05-01T08:00:00.000Z',
        endsAt: '2027-05-01T08:45:00.000Z',
        session: {
          id: programme.sessions[0]?.id,
          title: 'Opening',
          abstract: 'About Opening',
          description: '',
          type: 'talk',
          level: 'beginner',
          language: 'en',
          durationMinutes: 45,
          tags: ['one'],
          track: body.tracks[0],
          speakers: [
            {
              id: programme.ada,
              name: 'Ada Lovelace',
              role: 'speaker',
              tagline: null,
              photoUrl: 'https://people.example/ada.png',
            },
            { id: programme.grace, name: 'Grace Hopper', role: 'speaker', tagline: 'Admiral', photoUrl: null },
          ],
        },
      },
    ]);
    const night = body.days[0].rooms[1].slots;
    expect(night.map((slot: { session: { title: string; level: null; track: null } }) => slot.session)).toEqual([
      expect.objectContaining({ title: 'Night talk', level: null, track: null }),
    ]);
  });

  test('names the profile that stands where a session still has one that was merged into it', async () => {
    const [grace, standing] = [programme.people.get(programme.grace) ?? {}, randomUUID()];
    programme.people.set(programme.grace, { id: standing, name: 'G. Hopper', merged_ids: [programme.grace] });
    const { body } = await get('/schedule');
    const { body: whole } = await get('?include=speakers');
    programme.people.set(programme.grace, grace);
    expect(body.days[0].rooms[0].slots[0].session.speakers[1]).toMatchObject({ name: 'G. Hopper' });
    expect(whole.speakers.map(({ id }: { id: string }) => id)).toEqual([programme.ada, standing]);
  });

  test('takes one call to each owner', async () => {
    const before = { ...sessions.calls, ...speakers.calls };
    await get('/schedule');
    expect({ ...sessions.calls, ...speakers.calls }).toEqual({
      ...before,
      ListSlotsByEvent: (before.ListSlotsByEvent ?? 0) + 1,
      BatchGetSpeakers: (before.BatchGetSpeakers ?? 0) + 1,
    });
  });

  test('tells times with the offset of a zone that is asked for, on the same days', async () => {
    const { body } = await get('/schedule?tz=America/New_York');
    expect(body.tz).toBe('America/New_York');
    expect(body.days[0].rooms[0].slots[0].startsAt).toBe('2027-05-01T04:00:00.000-04:00');
    expect(body.days.map((day: { date: string }) => day.date)).toEqual(['2027-05-01', '2027-05-02', '2027-05-03']);
    expect((await get('/schedule?tz=Mars/Base')).status).toBe(400);
    expect((await get('/schedule?zone=UTC')).status).toBe(400);
  });

  test('is the same bytes each time, so that it is sent once', async () => {
    const [first, second] = [await get('/schedule'), await get('/schedule')];
    expect(second.text).toBe(first.text);
    expect((await get('/schedule').set('if-none-match', String(first.headers.etag))).status).toBe(304);
  });

  test('of a draft is the team’s own, and so are its exports', async () => {
    const draft = await makeEvent(running);
    for (const path of ['/schedule', '/schedule.json', '?include=sessions']) {
      expect((await get(path, draft)).status).toBe(404);
      expect((await running.as(randomUUID())('get', `/events/${draft.id}${path}`)).status).toBe(404);
      expect((await draft.owner('get', `/events/${draft.id}${path}`)).status).toBe(200);
    }
    expect((await draft.owner('get', `/events/${draft.id}/schedule`)).body.days).toHaveLength(3);
  });

  test.each(['down', 'failing', 'hanging', 'nonsense'] as const)(
    'while speaker-service is %s comes without names where they never were had, says so, and is not kept; it recovers by itself',
    async trouble => {
      if (trouble === 'down') await speakers.down();
      else speakers.mood(trouble);
      const unseen = await makePublished(running);
      planned.add(unseen.id);
      const started = Date.now();
      const reply = await get('/schedule', unseen);
      expect(Date.now() - started).toBeLessThan(4_000);
      expect(reply.status).toBe(200);
      expect(reply.body.degraded).toEqual([{ part: 'speakers', reason: 'unavailable' }]);
      expect(reply.headers.warning).toBe('199 event-service "speakers are missing at the moment"');
      expect(reply.headers['cache-control']).toBe('public, max-age=2');
      expect(reply.body.days[0].rooms[0].slots[0].session.speakers).toEqual([
        { id: programme.ada, role: 'speaker', name: null, tagline: null, photoUrl: null },
        { id: programme.grace, role: 'speaker', name: null, tagline: null, photoUrl: null },
      ]);
      const feed = await get('/schedule.json', unseen);
      expect([feed.status, feed.headers['retry-after']]).toEqual([503, '5']);
    },
  );

  test.each(['down', 'failing', 'hanging', 'nonsense'] as const)(
    'while session-service is %s is a 503 where it never was had, and never an empty one',
    async trouble => {
      if (trouble === 'down') await sessions.down();
      else sessions.mood(trouble);
      const unseen = await makePublished(running);
      planned.add(unseen.id);
      for (const path of ['/schedule', '/schedule.json']) {
        const started = Date.now();
        const reply = await get(path, unseen);
        expect(Date.now() - started).toBeLessThan(4_000);
        expect([reply.status, reply.body.code]).toEqual([503, 'unavailable']);
        expect(reply.headers['retry-after']).toMatch(/^\d+$/);
        expect(reply.headers['cache-control']).toBe('no-store');
      }
      expect((await get('')).status).toBe(200);
    },
  );

  test('is part of the event when asked for: sessions, speakers or both', async () => {
    const { body } = await get('?include=sessions,speakers');
    expect(body.sessions.map((session: { title: string }) => session.title)).toEqual([
      'Opening',
      'Night talk',
      'Coffee',
    ]);
    expect(body.sessions[0].speakers).toEqual([
      { speakerId: programme.ada, role: 'speaker' },
      { speakerId: programme.grace, role: 'speaker' },
    ]);
    expect(body.speakers[0]).toMatchObject({
      id: programme.ada,
      name: 'Ada Lovelace',
      bio: 'Countess',
      jobTitle: null,
    });
    expect(body).not.toHaveProperty('degraded');
    expect(Object.keys((await get('?include=speakers')).body)).not.toContain('sessions');
    expect((await get('?include=rooms')).status).toBe(400);
    expect((await get('')).body).not.toHaveProperty('sessions');
  });

  test('leaves the event whole when its parts cannot be had, and says which', async () => {
    speakers.mood('failing');
    const half = await get('?include=sessions,speakers');
    expect([half.status, half.body.sessions.length, half.body.degraded]).toEqual([
      200,
      3,
      [{ part: 'speakers', reason: 'unavailable' }],
    ]);
    expect(half.body).not.toHaveProperty('speakers');
    await sessions.down();
    const bare = await get('?include=sessions,speakers');
    expect(bare.body.degraded.map((part: { part: string }) => part.part)).toEqual(['sessions', 'speakers']);
    expect(bare.headers.warning).toBe('199 event-service "sessions and speakers are missing at the moment"');
    expect(bare.body).not.toHaveProperty('sessions');
  });
});
