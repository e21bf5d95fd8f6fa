import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uuidOf } from '../src/shared/uuid-of';
import type { TestEvent } from './support/events';
import { nightGuid, sampleSchedule } from './support/schedule';
import { type Scheduled, startScheduled } from './support/scheduled';
import type { App } from './support/start';

describe('schedule.json', () => {
  const schedule = sampleSchedule();
  let scheduled: Scheduled;
  let running: App;
  let event: TestEvent;
  beforeAll(async () => {
    scheduled = await startScheduled(schedule, { slug: 'my-conf-2027' });
    ({ running, event } = scheduled);
  });
  afterAll(() => scheduled.stop());

  const get = (slug = event.slug) => running.as()('get', `/events/${slug}/schedule.json`);

  test('is a c3voc schedule with local times, one entry per slot, breaks among them', async () => {
    const { body, headers } = expectStatus(await get(), 200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    const { conference } = body.schedule;
    expect(conference).toMatchObject({
      acronym: 'my_conf_2027',
      start: '2027-05-01',
      end: '2027-05-03',
      daysCount: 3,
      timeslot_duration: '00:05',
      time_zone_name: 'Europe/Berlin',
      tracks: [{ name: 'Science & Art', slug: 'science-art', color: '#00ff00' }],
      rooms: [
        { name: 'Curie', guid: schedule.rooms[0]?.id, slug: 'curie', description: 'Upstairs', capacity: 200 },
        { name: 'Meitner', guid: schedule.rooms[1]?.id, slug: 'meitner', description: null, capacity: null },
      ],
    });
    expect(conference.days[0]).toMatchObject({
      index: 1,
      date: '2027-05-01',
      day_start: '2027-05-01T04:00:00+02:00',
      day_end: '2027-05-02T04:00:00+02:00',
    });
    expect(conference.days[0].rooms.Curie).toEqual([
      {
        guid: schedule.slots[0]?.id,
        id: 1,
        date: '2027-05-01T10:00:00+02:00',
        start: '10:00',
        duration: '0:45',
        room: 'Curie',
        slug: 'my_conf_2027-1-opening',
        url: `https://ems.example/e/${event.slug}/sessions/${schedule.sessions[0]?.id}`,
        title: 'Opening',
        subtitle: null,
        track: 'Science & Art',
        type: 'talk',
        language: 'en',
        abstract: 'About Opening',
        description: null,
        recording_license: '',
        do_not_record: false,
        persons: [
          {
            guid: schedule.ada,
            code: expect.stringMatching(/^[0-9A-Z]{6}$/),
            name: 'Ada Lovelace',
            public_name: 'Ada Lovelace',
            avatar: 'https://people.example/ada.png',
            biography: 'Countess',
            url: `https://ems.example/speakers/${schedule.ada}`,
          },
          expect.objectContaining({ name: 'Grace Hopper', avatar: null, biography: null }),
        ],
        links: [],
        attachments: [],
      },
    ]);
    expect(conference.days[0].rooms.Meitner[0]).toMatchObject({
      date: '2027-05-02T01:30:00+02:00',
      start: '01:30',
      duration: '1:30',
      guid: nightGuid,
      subtitle: 'Or "why" <not>',
      type: 'Podium & more',
      language: 'de, pt-BR',
      recording_license: 'CC BY 4.0',
      do_not_record: true,
      logo: 'https://example.org/night.png',
      origin_url: 'https://example.org/talks/night',
      links: [{ title: 'Notes; all, of them', url: 'https://example.org/notes?a=1&b=2' }],
      attachments: [{ title: 'The "slides"', url: 'https://example.org/slides.pdf' }],
    });
    expect(conference.days[1].rooms).toEqual({
      Curie: [expect.objectContaining({ guid: schedule.slots[2]?.id, title: 'Coffee', type: 'break', persons: [] })],
      Meitner: [],
    });
  });

  test('is the same bytes each time; its version changes if and only if the content does', async () => {
    const first = await get();
    const second = await get();
    expect(second.text).toBe(first.text);
    expect(second.headers.etag).toBe(first.headers.etag);
    expectStatus(await get().set('if-none-match', String(first.headers.etag)), 304);
    await event.owner('patch', `/events/${event.id}`, { tags: ['not-exported'] });
    expect((await get()).text).toBe(first.text);
    await event.owner('patch', `/events/${event.id}`, { title: 'Renamed' });
    const renamed = await get();
    expect(renamed.body.schedule.version).not.toBe(first.body.schedule.version);
    const session = schedule.sessions[0] as { title: string };
    session.title = 'Opened';
    expect((await get()).body.schedule.version).not.toBe(renamed.body.schedule.version);
    session.title = 'Opening';
    expect((await get()).text).toBe(renamed.text);
  });

  test('answers HEAD with the headers alone', async () => {
    const { headers } = await get();
    const head = await running.as()('head', `/events/${event.slug}/schedule.json`).set('Accept-Encoding', 'gzip');
    expectStatus(head, 200);
    expect(head.headers.etag).toEqual(headers.etag);
    expect(head.text).toBeUndefined();
  });

  test('survives names that would break the format', async () => {
    const names = schedule.rooms.map(room => room.name);
    const session = schedule.sessions[0] as { title: string };
    for (const room of schedule.rooms) room.name = '__proto__';
    session.title = '日本\u0007語';
    const { text } = await get();
    for (const [i, name] of names.entries()) Object.assign(schedule.rooms[i] ?? {}, { name });
    session.title = 'Opening';
    expect(text).toContain('"__proto__":[{');
    expect(text).toContain('"__proto__ (2)":[{');
    expect(text).toContain('"title":"日本語"');
    expect(text).toContain('"slug":"my_conf_2027-1-session"');
  });

  test('gives each room and track a slug of its own, of which the first made has the plain one', async () => {
    const room = (name: string, position: number) => ({ id: randomUUID(), name, capacity: 0, position });
    schedule.rooms.push(room('大阪', 2), room('東京', 3));
    schedule.tracks.push({ id: randomUUID(), name: 'Science, art', color: '#ff0000', position: 1 });
    const { conference } = (await get()).body.schedule;
    schedule.rooms.splice(2);
    schedule.tracks.splice(1);
    const slugs = (named: { slug: string }[]) => named.map(({ slug }) => slug).toSorted();
    expect(slugs(conference.rooms)).toEqual(['curie', 'meitner', 'room', 'room-2']);
    expect(slugs(conference.tracks)).toEqual(['science-art', 'science-art-2']);
  });

  test('knows a slot by what its session is known by elsewhere, or by what is made of that, as long as it is there', async () => {
    const { sessions, slots } = schedule;
    const [session, slot, last] = [sessions[1], slots[1], slots[2]];
    if (!session || !slot || !last) throw new Error('the sample has three slots');
    const guids = async () => {
      const { days }: { days: { rooms: Record<string, { title: string; guid: string }[]> }[] } = (await get()).body
        .schedule.conference;
      const entries = days.flatMap(day => Object.values(day.rooms).flat());
      return entries.filter(({ title }) => title === 'Night talk').map(({ guid }) => guid);
    };
    const again = {
      ...{ ...slot, id: randomUUID(), number: 4, ordinal: 2, room_id: last.room_id },
      ...{ starts_at: '2027-05-02T09:00:00.000Z', ends_at: '2027-05-02T10:00:00.000Z' },
    };
    slots.push(again);
    const twice = await guids();
    expect(twice).toEqual([1, 2].map(ordinal => uuidOf(event.id, `${nightGuid} ${ordinal}`)));
    slots.splice(1, 1);
    expect(await guids()).toEqual(twice.slice(1));
    slots.splice(1, 2, slot, last);
    // Nor by the id of another slot, which that one is known by.
    session.external_id = last.id;
    expect(await guids()).toEqual([uuidOf(event.id, `${last.id} 1`)]);
    session.external_id = '4711';
    expect(await guids()).toEqual([uuidOf(event.id, '4711 1')]);
    session.external_id = '';
    expect(await guids()).toEqual([slot.id]);
    session.external_id = nightGuid;
  });

  test('shows the event as it says, by days that begin when it says', async () => {
    const shown = { logoUrl: 'https://example.org/logo.svg', color: '#1F77B4', dayStartsAt: '10:30' };
    expectStatus(await event.owner('patch', `/events/${event.id}`, shown), 200);
    const { conference } = (await get()).body.schedule;
    await event.owner('patch', `/events/${event.id}`, { logoUrl: null, color: null, dayStartsAt: '04:00' });
    expect(conference).toMatchObject({ logo: shown.logoUrl, colors: { primary: '#1f77b4' }, start: '2027-04-30' });
    expect(conference.days[0]).toMatchObject({
      day_start: '2027-04-30T10:30:00+02:00',
      rooms: { Curie: [{ title: 'Opening' }] },
    });
    for (const wrong of [{ dayStartsAt: '24:00' }, { dayStartsAt: '4:00' }, { color: 'red' }, { logoUrl: 'logo.svg' }])
      expectStatus(await event.owner('patch', `/events/${event.id}`, wrong), 400);
  });

  test('of an unknown event is not found', async () => {
    expectStatus(await get(randomUUID()), 404);
  });
});
