import { randomUUID } from 'node:crypto';
import { expectStatus, scaled } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makeEvent, makePublished, type TestEvent } from './support/events';
import type { FakeUpstream } from './support/fake-upstream';
import { nightGuid, sampleSchedule } from './support/schedule';
import { type Scheduled, startScheduled } from './support/scheduled';
import type { App } from './support/start';

describe('the schedule of an event', () => {
  const schedule = sampleSchedule();
  /** Events that have it; all others have nothing. */
  const planned = new Set<string>();
  let scheduled: Scheduled;
  let sessions: FakeUpstream;
  let speakers: FakeUpstream;
  let running: App;
  let event: TestEvent;
  beforeAll(async () => {
    scheduled = await startScheduled(schedule, { has: id => planned.has(id) });
    ({ sessions, speakers, running, event } = scheduled);
    planned.add(event.id);
  });
  beforeEach(() => scheduled.recover());
  afterAll(() => scheduled.stop());

  const get = <Path extends string>(path: Path, made = event) => running.as()('get', `/events/${made.id}${path}`);

  test('is arranged by day and room, with sessions, tracks and speakers', async () => {
    const { body, headers } = expectStatus(await get('/schedule'), 200);
    expect(headers['last-modified']).toBeTruthy();
    expect(headers).not.toHaveProperty('warning');
    const [room, otherRoom] = schedule.rooms;
    expect(body.event).toMatchObject({ id: event.id, slug: event.slug, timezone: 'Europe/Berlin' });
    expect(body.tz).toBe('Europe/Berlin');
    expect(body.rooms).toEqual([
      { id: room?.id, name: 'Curie', description: 'Upstairs', capacity: 200 },
      { id: otherRoom?.id, name: 'Meitner', description: '', capacity: null },
    ]);
    expect(body.tracks).toEqual([{ id: schedule.tracks[0]?.id, name: 'Science & Art', color: '#00ff00' }]);
    expect(body.days.map(day => [day.index, day.date])).toEqual([
      [1, '2027-05-01'],
      [2, '2027-05-02'],
      [3, '2027-05-03'],
    ]);
    expect(body.days[0]).toMatchObject({
      startsAt: '2027-05-01T04:00:00.000+02:00',
      endsAt: '2027-05-02T04:00:00.000+02:00',
    });
    expect(body.days[0]?.rooms[0]?.slots).toEqual([
      {
        id: schedule.slots[0]?.id,
        number: 1,
        guid: schedule.slots[0]?.id,
        startsAt: '2027-05-01T10:00:00.000+02:00',
        endsAt: '2027-05-01T10:45:00.000+02:00',
        session: {
          id: schedule.sessions[0]?.id,
          title: 'Opening',
          subtitle: '',
          abstract: 'About Opening',
          description: '',
          type: 'talk',
          typeName: null,
          level: 'beginner',
          status: 'confirmed',
          languages: ['en'],
          links: [],
          attachments: [],
          doNotRecord: false,
          license: null,
          logoUrl: null,
          sourceUrl: null,
          externalId: null,
          durationMinutes: 45,
          tags: ['one'],
          track: body.tracks[0],
          speakers: [
            {
              id: schedule.ada,
              name: 'Ada Lovelace',
              role: 'speaker',
              binding: true,
              tagline: null,
              photoUrl: 'https://people.example/ada.png',
            },
            {
              id: schedule.grace,
              ...{ name: 'Grace Hopper', role: 'speaker', binding: true, tagline: 'Admiral', photoUrl: null },
            },
          ],
        },
      },
    ]);
    const night = body.days[0]?.rooms[1]?.slots;
    expect(night?.map(slot => slot.session)).toEqual([
      expect.objectContaining({
        ...{ title: 'Night talk', level: null, track: null, subtitle: 'Or "why" <not>', typeName: 'Podium & more' },
        ...{ languages: ['de', 'pt-BR'], doNotRecord: true, license: 'CC BY 4.0', externalId: nightGuid },
        links: [{ label: 'Notes; all, of them', url: 'https://example.org/notes?a=1&b=2' }],
        attachments: [{ label: 'The "slides"', url: 'https://example.org/slides.pdf' }],
        ...{ logoUrl: 'https://example.org/night.png', sourceUrl: 'https://example.org/talks/night' },
        speakers: [expect.objectContaining({ role: 'host', binding: false })],
      }),
    ]);
    expect(night?.map(({ guid }) => guid)).toEqual([nightGuid]);
  });

  test('names the surviving profile where a session still has one that was merged into it', async () => {
    const [grace, surviving] = [schedule.people.get(schedule.grace) ?? {}, randomUUID()];
    schedule.people.set(schedule.grace, { id: surviving, name: 'G. Hopper', merged_ids: [schedule.grace] });
    const { body } = await get('/schedule');
    const { body: whole } = await get('?include=speakers');
    schedule.people.set(schedule.grace, grace);
    expect(body.days[0]?.rooms[0]?.slots[0]?.session.speakers[1]).toMatchObject({ name: 'G. Hopper' });
    expect(whole.speakers?.map(({ id }) => id)).toEqual([schedule.ada, surviving]);
  });

  test('takes one call to each service', async () => {
    const before = { ...sessions.calls, ...speakers.calls };
    await get('/schedule');
    expect({ ...sessions.calls, ...speakers.calls }).toEqual({
      ...before,
      StreamSlotsByEvent: (before.StreamSlotsByEvent ?? 0) + 1,
      StreamSpeakers: (before.StreamSpeakers ?? 0) + 1,
    });
  });

  test('gives times with the offset of a zone that is asked for, on the same days', async () => {
    const { body } = await get('/schedule?tz=America/New_York');
    expect(body.tz).toBe('America/New_York');
    expect(body.days[0]?.rooms[0]?.slots[0]?.startsAt).toBe('2027-05-01T04:00:00.000-04:00');
    expect(body.days.map(day => day.date)).toEqual(['2027-05-01', '2027-05-02', '2027-05-03']);
    expectStatus(await get('/schedule?tz=Mars/Base'), 400);
    expectStatus(await get('/schedule?zone=UTC'), 400);
  });

  test('is the same bytes each time, so that it is sent once', async () => {
    const [first, second] = [await get('/schedule'), await get('/schedule')];
    expect(second.text).toBe(first.text);
    expectStatus(await get('/schedule').set('if-none-match', String(first.headers.etag)), 304);
  });

  test('of a draft is the team’s own, and so are its exports', async () => {
    const draft = await makeEvent(running);
    for (const path of ['/schedule', '/schedule.json', '?include=sessions'] as const) {
      expectStatus(await get(path, draft), 404);
      expectStatus(await running.as(randomUUID())('get', `/events/${draft.id}${path}`), 404);
      expectStatus(await draft.owner('get', `/events/${draft.id}${path}`), 200);
    }
    expect((await draft.owner('get', `/events/${draft.id}/schedule`)).body.days).toHaveLength(3);
  });

  test.each(['down', 'failing', 'hanging', 'nonsense'] as const)(
    'while speaker-service is %s comes without names that were never loaded, says so, and is not kept; it recovers by itself',
    async behaviour => {
      if (behaviour === 'down') await speakers.down();
      else speakers.behave(behaviour);
      const unseen = await makePublished(running);
      planned.add(unseen.id);
      const started = Date.now();
      const reply = await get('/schedule', unseen);
      expect(Date.now() - started).toBeLessThan(scaled(4_000));
      expectStatus(reply, 200);
      expect(reply.body.degraded).toEqual([{ part: 'speakers', reason: 'unavailable' }]);
      expect(reply.headers.warning).toBe('199 event-service "speakers are missing at the moment"');
      expect(reply.headers['cache-control']).toBe('public, max-age=2');
      expect(reply.body.days[0]?.rooms[0]?.slots[0]?.session.speakers).toEqual([
        { id: schedule.ada, role: 'speaker', binding: true, name: null, tagline: null, photoUrl: null },
        { id: schedule.grace, role: 'speaker', binding: true, name: null, tagline: null, photoUrl: null },
      ]);
      const feed = await get('/schedule.json', unseen);
      expectStatus(feed, 503);
      expect(feed.headers['retry-after']).toBe('5');
    },
  );

  test.each(['down', 'failing', 'hanging', 'nonsense'] as const)(
    'while session-service is %s is a 503 where it was never loaded, and never an empty one',
    async behaviour => {
      if (behaviour === 'down') await sessions.down();
      else sessions.behave(behaviour);
      const unseen = await makePublished(running);
      planned.add(unseen.id);
      for (const path of ['/schedule', '/schedule.json'] as const) {
        const started = Date.now();
        const reply = await get(path, unseen);
        expect(Date.now() - started).toBeLessThan(scaled(4_000));
        expectStatus(reply, 503, 'unavailable');
        expect(reply.headers['retry-after']).toMatch(/^\d+$/);
        expect(reply.headers['cache-control']).toBe('no-store');
      }
      expectStatus(await get(''), 200);
    },
  );

  test('is part of the event when asked for: sessions, speakers or both', async () => {
    const { body } = await get('?include=sessions,speakers');
    expect(body.sessions?.map(session => session.title)).toEqual(['Opening', 'Night talk', 'Coffee']);
    expect(body.sessions?.[0]?.speakers).toEqual([
      { speakerId: schedule.ada, role: 'speaker', binding: true },
      { speakerId: schedule.grace, role: 'speaker', binding: true },
    ]);
    expect(body.speakers?.[0]).toMatchObject({
      id: schedule.ada,
      name: 'Ada Lovelace',
      bio: 'Countess',
      jobTitle: null,
    });
    expect(body).not.toHaveProperty('degraded');
    expect(Object.keys((await get('?include=speakers')).body)).not.toContain('sessions');
    expectStatus(await get('?include=rooms'), 400);
    expect((await get('')).body).not.toHaveProperty('sessions');
  });

  test('leaves the event whole when its parts are unavailable, and says which', async () => {
    speakers.behave('failing');
    const half = await get('?include=sessions,speakers');
    expectStatus(half, 200);
    expect(half.body.sessions).toHaveLength(3);
    expect(half.body.degraded).toEqual([{ part: 'speakers', reason: 'unavailable' }]);
    expect(half.body).not.toHaveProperty('speakers');
    await sessions.down();
    const bare = await get('?include=sessions,speakers');
    expect(bare.body.degraded?.map(({ part }) => part)).toEqual(['sessions', 'speakers']);
    expect(bare.headers.warning).toBe('199 event-service "sessions and speakers are missing at the moment"');
    expect(bare.body).not.toHaveProperty('sessions');
  });
});
