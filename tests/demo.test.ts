import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { api } from './support/api';
import { unique } from './support/as-organizer';
import { entry, scheduleFile } from './support/c3voc';
import { campFile, runDemo, withFile } from './support/demo';

const camp = () => JSON.parse(readFileSync(campFile, 'utf8'));
const scheduleOf = async (slug: string) => (await api()('get', `/events/${slug}/schedule`)).body;

function contentsOf(schedule: Awaited<ReturnType<typeof scheduleOf>>) {
  const rooms = schedule.days.flatMap(day => day.rooms);
  const slots = rooms.flatMap(room => room.slots);
  const speakers = slots.flatMap(slot => slot.session.speakers);
  return {
    days: schedule.days.length,
    rooms: new Set(rooms.map(room => room.name)).size,
    tracks: schedule.tracks.length,
    slots: slots.length,
    speakers: new Set(speakers.map(speaker => speaker.id)).size,
    names: new Set(speakers.map(speaker => speaker.name)).size,
  };
}
const wholeCamp = { days: 5, rooms: 2, tracks: 7, slots: 79, speakers: 90, names: 90 };

describe('the demo', () => {
  test('loads the Camp 2019, and a second time changes nothing', async () => {
    const first = await runDemo([]);
    expect(first.code).toBe(0);
    expect(first.output).toContain('Nothing was refused.');
    const before = await scheduleOf('camp2019');
    expect(contentsOf(before)).toEqual(wholeCamp);
    const second = await runDemo([]);
    expect(second.code).toBe(0);
    expect(second.counts).toEqual({
      event: [0, 1, 0],
      rooms: [0, 2, 0],
      tracks: [0, 7, 0],
      speakers: [0, 90, 0],
      sessions: [0, 79, 0],
      slots: [0, 79, 0],
    });
    expect(await scheduleOf('camp2019')).toEqual(before);
  });

  test('broken off in the middle and started again, it completes what is missing and creates nothing twice', async () => {
    const schedule = camp();
    schedule.schedule.conference.acronym = unique('camp');
    const DEMO_EMAIL = `${unique('organizer')}@example.org`;
    await withFile(schedule, async path => {
      const broken = await runDemo([path], { DEMO_EMAIL }, (output, child) => {
        if (/^ *[\d.]+ s {2}1[3-9]\d of/m.test(output)) child.kill('SIGKILL');
      });
      expect(broken.code).toBeNull();
      const { code, counts } = await runDemo([path], { DEMO_EMAIL });
      expect({ code, speakers: counts.speakers }).toEqual({ code: 0, speakers: [0, 90, 0] });
      expect(counts.sessions?.[0]).toBeGreaterThan(0);
    });
    expect(contentsOf(await scheduleOf(schedule.schedule.conference.acronym))).toEqual(wholeCamp);
  });

  test('a speaker in two places at once: exactly that entry is refused, and the report says which and why', async () => {
    const persons = [{ id: 1, public_name: 'Ann' }];
    const slug = unique('twice');
    const rooms = {
      One: [entry(1, 'Here', '10:00', { persons }), entry(2, 'Later', '11:00', { persons })],
      Two: [entry(3, 'There', '10:30', { persons }), entry(4, 'Without her', '10:00')],
    };
    await withFile(scheduleFile(slug, rooms), async path => {
      const { code, output, counts } = await runDemo([path], { DEMO_EMAIL: `${slug}@example.org` });
      expect({ code, sessions: counts.sessions, slots: counts.slots }).toEqual({
        code: 0,
        sessions: [4, 0, 0],
        slots: [3, 0, 1],
      });
      expect(output).toContain('Refused: 1\n  slots: 3 “There” (Two, 2027-06-05T10:30:00+02:00)\n');
      expect(output).toMatch(/slot\.taken: .*In the way: Ann is in “Here” from 2027-06-05T08:00/);
    });
  });

  test('what the system refuses is reported entry by entry, and the rest is loaded', async () => {
    const slug = unique('refused');
    const rooms = {
      One: [
        entry(1, 'Fine', '10:00'),
        entry(2, 'In the room at the same time', '10:15'),
        entry(3, 'No language', '12:00', { language: 'Klingon tongue' }),
        entry(4, 'x'.repeat(301), '13:00'),
        { ...entry(5, 'No date', '14:00'), date: 'tomorrow' },
        { title: 7 },
      ],
      ['R'.repeat(101)]: [entry(6, 'In a room with a long name', '10:00')],
    };
    await withFile(scheduleFile(slug, rooms), async path => {
      const { code, output, counts } = await runDemo([path], { DEMO_EMAIL: `${slug}@example.org` });
      expect({ code, counts }).toEqual({
        code: 0,
        counts: {
          event: [1, 0, 0],
          rooms: [1, 0, 1],
          tracks: [1, 0, 0],
          speakers: [0, 0, 0],
          sessions: [3, 0, 4],
          slots: [1, 0, 2],
        },
      });
      expect(output).toContain('Refused: 7\n');
      for (const line of [
        'In the way: the room has “Fine”',
        'validation-failed: #/languages/0',
        'validation-failed: #/title',
        'no-entry: date: tomorrow',
        'no-entry: date: Invalid input',
        'validation-failed: #/name',
        'no-room: Its room was refused.',
      ]) {
        expect(output).toContain(line);
      }
    });
    expect((await scheduleOf(slug)).days[0]?.rooms[0]?.slots).toHaveLength(1);
  });

  test('an event of somebody else is left alone', async () => {
    const slug = unique('theirs');
    await withFile(scheduleFile(slug, { One: [entry(1, 'Talk', '10:00')] }), async path => {
      await runDemo([path], { DEMO_EMAIL: `${slug}@example.org` });
      const { code, output } = await runDemo([path], { DEMO_EMAIL: `not-${slug}@example.org` });
      expect({ code, output }).toEqual({
        code: 1,
        output: expect.stringContaining(`The event ${slug} belongs to somebody else`),
      });
    });
  });

  test.each([
    [
      'a gateway that is not there',
      [],
      { GATEWAY_URL: 'http://127.0.0.1:9' },
      'Nothing answers at http://127.0.0.1:9.',
    ],
    ['a file that is not there', ['/nowhere.json'], {}, '/nowhere.json cannot be read'],
    ['a file that is no JSON', [__filename], {}, 'is no JSON'],
    ['a file that is no schedule', [join(__dirname, '../../package.json')], {}, 'is no c3voc schedule'],
  ])('%s ends it with one sentence', async (_, args, environment, sentence) => {
    const { code, output } = await runDemo(args, environment as Record<string, string>);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(sentence) });
    expect(output).not.toContain('    at ');
  });
});
