import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makePublished } from './support/events';
import { type Feeds, startFeeds } from './support/feeds';
import { entriesOf } from './support/icalendar';
import { nightGuid, sampleSchedule } from './support/schedule';

describe('the schedule as a calendar', () => {
  let feeds: Feeds;
  beforeAll(async () => {
    feeds = await startFeeds('calendar-conf');
  });
  afterAll(() => feeds.stop());

  const uid = (n: number) => `${feeds.schedule.slots[n]?.id}@ems.example`;
  /** Changes a slot, asks, and puts it back. */
  const changed = async <T>(n: number, change: object, ask: () => Promise<T>): Promise<T> => {
    const slot = feeds.schedule.slots[n] ?? {};
    const before = { ...slot };
    Object.assign(slot, change);
    const answer = await ask();
    Object.assign(slot, before);
    return answer;
  };

  test('the calendar has an entry per slot, as another reader finds it', async () => {
    const { headers, body } = await feeds.get('/schedule.ics');
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
      url: `https://ems.example/api/v1/sessions/${feeds.schedule.sessions[0]?.id}`,
      categories: 'Science & Art',
      'x-ems-type': 'talk',
      'x-ems-track': 'Science & Art',
      'x-ems-language': 'en',
      // The last of two.
      'x-ems-speaker': 'Grace Hopper',
    });
    expect(entries.get(uid(1))).toMatchObject({
      description:
        'Or "why" <not>\n\nAbout Night talk\n\nGrace Hopper\n\nNotes; all, of them: https://example.org/notes?a=1&b=2\n\n' +
        'Not to be recorded.',
      categories: 'Podium & more',
      image: 'https://example.org/night.png',
      attach: 'https://example.org/slides.pdf',
      'x-ems-language': 'de, pt-BR',
      'x-ems-do-not-record': 'TRUE',
      'x-ems-external-id': nightGuid,
    });
    const unfolded = body.replaceAll('\r\n ', '');
    for (const line of [
      'LINK;VALUE=URI;LINKREL=related;LABEL="Notes; all, of them":https://example.org/notes?a=1&b=2',
      'LINK;VALUE=URI;LINKREL=via:https://example.org/talks/night',
      'ATTACH;LABEL="The ^\'slides^\'":https://example.org/slides.pdf',
    ])
      expect(unfolded).toContain(`${line}\r\n`);
  });

  test('a moved slot raises its SEQUENCE and nothing else; another room does, a new title does not', async () => {
    const before = await feeds.calendar();
    const times = { starts_at: '2027-05-01T09:00:00.000Z', ends_at: '2027-05-01T09:45:00.000Z' };
    const moved = await changed(0, times, async () => [await feeds.calendar(), await feeds.calendar()] as const);
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
    const back = Number((await feeds.calendar()).get(uid(0))?.sequence);
    expect(back).toBe(Number(before.get(uid(0))?.sequence) + 2);
    const inOtherRoom = await changed(0, { room_id: feeds.schedule.rooms[1]?.id }, () => feeds.calendar());
    expect(inOtherRoom.get(uid(0))).toMatchObject({ sequence: back + 1, location: 'Meitner' });
    await feeds.calendar();
    const session = feeds.schedule.sessions[0] as { title: string };
    session.title = 'Opened';
    const renamed = (await feeds.calendar()).get(uid(0));
    session.title = 'Opening';
    expect(renamed).toMatchObject({ sequence: back + 2, summary: 'Opened' });
  });

  test('a slot that goes stays as cancelled, one of a cancelled event too; what comes back is confirmed again', async () => {
    const before = await feeds.calendar();
    const [gone] = feeds.schedule.slots.splice(1, 1);
    const without = await feeds.calendar();
    expect(without.get(uid(0))).toEqual(before.get(uid(0)));
    const cancelled = without.get(`${gone?.id}@ems.example`);
    expect(cancelled).toMatchObject({
      status: 'CANCELLED',
      summary: 'Night talk',
      location: 'Meitner',
      sequence: Number(before.get(`${gone?.id}@ems.example`)?.sequence) + 1,
    });
    expect((await feeds.calendar()).get(`${gone?.id}@ems.example`)).toEqual(cancelled);
    if (gone) feeds.schedule.slots.splice(1, 0, gone);
    expect((await feeds.calendar()).get(uid(1))).toMatchObject({
      status: 'CONFIRMED',
      sequence: Number(cancelled?.sequence) + 1,
    });
  });

  test('a released session that is withdrawn is cancelled at once, wherever a format can say so, and else left out', async () => {
    const before = await feeds.calendar();
    const session = feeds.schedule.sessions[1] as { status: string };
    session.status = 'SESSION_STATUS_WITHDRAWN';
    expect((await feeds.calendar()).get(uid(1))).toMatchObject({
      status: 'CANCELLED',
      summary: 'Night talk',
      sequence: Number(before.get(uid(1))?.sequence) + 1,
    });
    const text = async (path: string) => (await feeds.get(path)).body;
    const [page, ld, json] = [await text('/schedule'), await text('/jsonld'), await text('/schedule.json')];
    const [xml, csv] = [await text('/schedule.xml'), await text('/schedule.csv')];
    session.status = 'SESSION_STATUS_CONFIRMED';
    expect(JSON.parse(page).days[0].rooms[1].slots[0].session).toMatchObject({
      title: 'Night talk',
      status: 'withdrawn',
    });
    expect(JSON.parse(ld).subEvent.map((sub: { eventStatus: string }) => sub.eventStatus.slice(19))).toEqual([
      'EventScheduled',
      'EventCancelled',
      'EventScheduled',
    ]);
    for (const text of [json, xml, csv]) expect(text).not.toContain('Night talk');
    expect((await feeds.calendar()).get(uid(1))).toMatchObject({ status: 'CONFIRMED' });
  });

  test('all of a cancelled event is cancelled, once', async () => {
    const own = sampleSchedule();
    const slots = feeds.schedule.slots.splice(
      0,
      3,
      ...own.slots.map((slot, n) => ({ ...feeds.schedule.slots[n], id: slot.id }) as typeof slot),
    );
    const off = await makePublished(feeds.running);
    const before = await feeds.calendar(off);
    await off.owner('post', `/events/${off.id}/cancel`, { reason: 'rain' });
    const after = await feeds.calendar(off);
    expect([...after.values()].map(({ status }) => status)).toEqual(Array(3).fill('CANCELLED'));
    for (const [id, entry] of after) expect(entry.sequence).toBe(Number(before.get(id)?.sequence) + 1);
    const jsonLd = JSON.parse((await feeds.get('/jsonld', off)).body);
    expect(jsonLd.eventStatus).toBe('https://schema.org/EventCancelled');
    feeds.schedule.slots.splice(0, 3, ...slots);
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
      const zoned = await makePublished(feeds.running, { timezone, startsAt, endsAt });
      const all = feeds.schedule.slots.splice(0, 3, {
        ...feeds.schedule.slots[0],
        id: zoned.id,
        starts_at,
        ends_at,
      } as never);
      const [ics, json, csv] = [
        await feeds.calendar(zoned),
        await feeds.get('/schedule.json', zoned),
        await feeds.get('/schedule.csv', zoned),
      ];
      feeds.schedule.slots.splice(0, 1, ...all);
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
});
