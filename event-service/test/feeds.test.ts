import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Response } from 'supertest';
import { entriesOf } from './support/calendar';
import { type Made, makeEvent, makePublished } from './support/events';
import { type Peer, startSessionPeer, startSpeakerPeer } from './support/peers';
import { smallProgramme } from './support/programme';
import { type Running, startEventService } from './support/start';

const schema = join(__dirname, '../../../../shared/validators/schedule.xsd');

describe('the schedule for other programs', () => {
  const programme = smallProgramme();
  let sessions: Peer;
  let speakers: Peer;
  let running: Running;
  let event: Made;
  beforeAll(async () => {
    sessions = await startSessionPeer({ ListSlotsByEvent: () => programme });
    speakers = await startSpeakerPeer({ BatchGetSpeakers: ({ ids }) => ({ speakers: programme.speakers(ids) }) });
    running = await startEventService({ sessionTarget: sessions.target, speakerTarget: speakers.target });
    event = await makePublished(running, { slug: 'feed-conf' });
  });
  afterAll(async () => {
    await running.stop();
    await Promise.all([sessions.stop(), speakers.stop()]);
  });

  const paths = ['/schedule.ics', '/schedule.json', '/schedule.xml', '/schedule.csv', '/jsonld'];
  const get = (path: string, made = event) =>
    running.as()('get', `/events/${made.slug}${path}`).buffer(true).parse(asText);
  /** As it came, whatever its type. */
  const asText = (response: Response, done: (error: Error | null, text: string) => void) => {
    const stream = response as unknown as NodeJS.ReadableStream;
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', chunk => {
      text += chunk;
    });
    stream.on('end', () => done(null, text));
  };
  const feed = async (made = event) => entriesOf((await get('/schedule.ics', made)).body);
  const uid = (n: number) => `${programme.slots[n]?.id}@ems.example`;
  /** Changes a slot, asks, and puts it back. */
  const changed = async <T>(n: number, change: object, ask: () => Promise<T>): Promise<T> => {
    const slot = programme.slots[n] ?? {};
    const before = { ...slot };
    Object.assign(slot, change);
    const answer = await ask();
    Object.assign(slot, before);
    return answer;
  };

  test.each(paths)('%s is the same bytes each time, sent once to who has it, and answers HEAD', async path => {
    const [first, second] = [await get(path), await get(path)];
    expect(first.status).toBe(200);
    expect([second.body, second.headers.etag]).toEqual([first.body, first.headers.etag]);
    expect(first.headers.etag).toMatch(/^"/);
    expect(first.headers['cache-control']).toBe('public, no-cache');
    expect(first.headers['last-modified']).toBeTruthy();
    expect((await get(path).set('if-none-match', String(first.headers.etag))).status).toBe(304);
    const head = await running.as()('head', `/events/${event.slug}${path}`);
    expect([head.status, head.headers.etag, head.headers['content-type']]).toEqual([
      200,
      first.headers.etag,
      first.headers['content-type'],
    ]);
    const draft = await makeEvent(running);
    expect((await get(path, draft)).status).toBe(404);
    expect((await draft.owner('get', `/events/${draft.id}${path}`)).headers['cache-control']).toBe('private, no-cache');
    expect((await get(`${path}?x=1`)).status).toBe(400);
  });

  test.each(paths)('%s is found under an old slug', async path => {
    const moved = await makePublished(running);
    await moved.owner('patch', `/events/${moved.id}`, { slug: `${moved.slug.slice(0, 40)}-new` });
    const reply = await get(path, moved);
    expect([reply.status, reply.headers.location]).toEqual([
      308,
      `/api/v1/events/${moved.slug.slice(0, 40)}-new${path}`,
    ]);
  });

  test('the calendar has an entry per slot, as another reader finds it', async () => {
    const { headers, body } = await get('/schedule.ics');
    expect(headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(body).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n');
    const entries = entriesOf(body);
    expect([...entries.keys()]).toEqual([uid(0), uid(1), uid(2)]);
    expect(entries.get(uid(0))).toEqual({
      uid: uid(0),
      dtstamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      'last-modified': entries.get(uid(0))?.dtstamp,
      sequence: 0,
      dtstart: '2027-05-01T08:00:00Z',
      dtend: '2027-05-01T08:45:00Z',
      status: 'CONFIRMED',
      summary: 'Opening',
      description: 'About Opening\n\nAda Lovelace, Grace Hopper',
      location: 'Curie',
      url: `https://ems.example/api/v1/sessions/${programme.sessions[0]?.id}`,
      categories: 'Science & Art',
    });
  });

  test('a moved slot raises its SEQUENCE and nothing else; another room does, a new title does not', async () => {
    const before = await feed();
    const times = { starts_at: '2027-05-01T09:00:00.000Z', ends_at: '2027-05-01T09:45:00.000Z' };
    const moved = await changed(0, times, async () => [await feed(), await feed()] as const);
    expect(moved[1]).toEqual(moved[0]);
    expect(moved[0].get(uid(0))).toEqual({
      ...before.get(uid(0)),
      sequence: Number(before.get(uid(0))?.sequence) + 1,
      dtstart: '2027-05-01T09:00:00Z',
      dtend: '2027-05-01T09:45:00Z',
      dtstamp: expect.any(String),
      'last-modified': expect.any(String),
    });
    expect(moved[0].get(uid(1))).toEqual(before.get(uid(1)));
    const back = Number((await feed()).get(uid(0))?.sequence);
    expect(back).toBe(Number(before.get(uid(0))?.sequence) + 2);
    const inOtherRoom = await changed(0, { room_id: programme.rooms[1]?.id }, feed);
    expect(inOtherRoom.get(uid(0))).toMatchObject({ sequence: back + 1, location: 'Meitner' });
    await feed();
    const session = programme.sessions[0] as { title: string };
    session.title = 'Opened';
    const renamed = (await feed()).get(uid(0));
    session.title = 'Opening';
    expect(renamed).toMatchObject({ sequence: back + 2, summary: 'Opened' });
  });

  test('a slot that goes stays as cancelled, one of a cancelled event too; what comes back is confirmed again', async () => {
    const before = await feed();
    const [gone] = programme.slots.splice(1, 1);
    const without = await feed();
    expect(without.get(uid(0))).toEqual(before.get(uid(0)));
    const cancelled = without.get(`${gone?.id}@ems.example`);
    expect(cancelled).toMatchObject({
      status: 'CANCELLED',
      summary: 'Night talk',
      location: 'Meitner',
      sequence: Number(before.get(`${gone?.id}@ems.example`)?.sequence) + 1,
    });
    expect((await feed()).get(`${gone?.id}@ems.example`)).toEqual(cancelled);
    if (gone) programme.slots.splice(1, 0, gone);
    expect((await feed()).get(uid(1))).toMatchObject({
      status: 'CONFIRMED',
      sequence: Number(cancelled?.sequence) + 1,
    });
  });

  test('all of a cancelled event is cancelled, once', async () => {
    const own = smallProgramme();
    const slots = programme.slots.splice(
      0,
      3,
      ...own.slots.map((slot, n) => ({ ...programme.slots[n], id: slot.id }) as typeof slot),
    );
    const off = await makePublished(running);
    const before = await feed(off);
    await off.owner('post', `/events/${off.id}/cancel`, { reason: 'rain' });
    const after = await feed(off);
    expect([...after.values()].map(({ status }) => status)).toEqual(Array(3).fill('CANCELLED'));
    for (const [id, entry] of after) expect(entry.sequence).toBe(Number(before.get(id)?.sequence) + 1);
    const jsonLd = JSON.parse((await get('/jsonld', off)).body);
    expect(jsonLd.eventStatus).toBe('https://schema.org/EventCancelled');
    programme.slots.splice(0, 3, ...slots);
  });

  test.each([
    [
      'Europe/Berlin',
      '2027-03-27T20:00:00Z',
      '2027-03-28T20:00:00Z',
      '2027-03-28T00:30:00.000Z',
      '2027-03-28T01:30:00.000Z',
      '01:30',
      '1:00',
      '+01:00',
    ],
    [
      'Europe/Berlin',
      '2027-10-30T20:00:00Z',
      '2027-10-31T20:00:00Z',
      '2027-10-31T01:30:00.000Z',
      '2027-10-31T02:30:00.000Z',
      '02:30',
      '1:00',
      '+01:00',
    ],
    [
      'America/New_York',
      '2027-03-13T20:00:00Z',
      '2027-03-14T20:00:00Z',
      '2027-03-14T07:30:00.000Z',
      '2027-03-14T08:30:00.000Z',
      '03:30',
      '1:00',
      '-04:00',
    ],
    [
      'Asia/Kolkata',
      '2027-03-13T20:00:00Z',
      '2027-03-14T20:00:00Z',
      '2027-03-14T07:30:00.000Z',
      '2027-03-14T08:30:00.000Z',
      '13:00',
      '1:00',
      '+05:30',
    ],
  ])(
    'in %s, from %s, times are right on both sides of a change of the clocks',
    async (timezone, startsAt, endsAt, starts_at, ends_at, start, duration, offset) => {
      const zoned = await makePublished(running, { timezone, startsAt, endsAt });
      const all = programme.slots.splice(0, 3, { ...programme.slots[0], id: zoned.id, starts_at, ends_at } as never);
      const [ics, json, csv] = [
        await feed(zoned),
        await get('/schedule.json', zoned),
        await get('/schedule.csv', zoned),
      ];
      programme.slots.splice(0, 1, ...all);
      const entry = ics.get(`${zoned.id}@ems.example`);
      expect(entry?.dtstart).toBe(starts_at.replace('.000', ''));
      expect(entry?.dtend).toBe(ends_at.replace('.000', ''));
      const talks = JSON.parse(json.body).schedule.conference.days.flatMap(
        (day: { rooms: Record<string, object[]> }) => day.rooms.Curie,
      );
      expect(talks).toMatchObject([{ start, duration }]);
      expect(talks[0].date.slice(-6)).toBe(offset);
      expect(csv.body).toContain(`T${start}:00${offset}`);
    },
  );

  test('the XML says what the JSON says, and fits the published schema', async () => {
    const json = JSON.parse((await get('/schedule.json')).body).schedule;
    const { headers, body } = await get('/schedule.xml');
    expect(headers['content-type']).toBe('application/vnd.c3voc.schedule+xml; charset=utf-8');
    expect(body).toContain(`<version>${json.version}</version>`);
    expect(body).toContain('<acronym>feed_conf</acronym>');
    expect(body).toContain(
      `<room name="Curie" guid="${programme.rooms[0]?.id}">\n<event guid="${programme.slots[0]?.id}" id="1">`,
    );
    expect(body).toContain('<track>Science &amp; Art</track>');
    expect(body).toContain(`<person guid="${programme.ada}">Ada Lovelace</person>`);
    expect(body).not.toContain('Coffee');
    expect(body).toMatch(
      /<day index="1" date="2027-05-01" start="2027-05-01T04:00:00\+02:00" end="2027-05-02T04:00:00\+02:00">/,
    );
    if (existsSync(schema)) validate(body);
  });

  /** By the schema that the readers of the format publish, where it is at hand. */
  function validate(xml: string) {
    const folder = mkdtempSync(join(tmpdir(), 'schedule-'));
    writeFileSync(join(folder, 'schedule.xml'), xml);
    execFileSync('xmllint', ['--noout', '--schema', schema, join(folder, 'schedule.xml')], { stdio: 'pipe' });
    rmSync(folder, { recursive: true });
  }

  test('the CSV has a line per slot, with local times', async () => {
    const lines = (await get('/schedule.csv')).body.split('\r\n');
    expect(lines[0]).toBe('id,number,day,start,end,room,title,type,track,language,level,speakers');
    expect(lines[1]).toBe(
      `${programme.slots[0]?.id},1,2027-05-01,2027-05-01T10:00:00+02:00,2027-05-01T10:45:00+02:00,Curie,Opening,talk,` +
        'Science & Art,en,beginner,Ada Lovelace; Grace Hopper',
    );
    expect(lines).toHaveLength(5);
  });

  test('the JSON-LD is an Event with its sub-events', async () => {
    const { headers, body } = await get('/jsonld');
    expect(headers['content-type']).toBe('application/ld+json; charset=utf-8');
    const whole = JSON.parse(body);
    expect(whole).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'Event',
      startDate: '2027-05-01T08:00:00.000Z',
      eventStatus: 'https://schema.org/EventScheduled',
      eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
      location: [{ '@type': 'Place', name: 'Town Hall', address: { addressLocality: 'Berlin' } }],
    });
    expect(whole.subEvent[0]).toMatchObject({
      name: 'Opening',
      location: { name: 'Curie' },
      performer: [{ '@type': 'Person', name: 'Ada Lovelace' }, { name: 'Grace Hopper' }],
    });
  });
});
