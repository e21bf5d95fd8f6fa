import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { api } from './support/api';
import { unique } from './support/as-organizer';
import { entry, scheduleFile } from './support/c3voc';
import { campFile, importJson, runDemo, runImport, slotsOf, unchangedCamp, withFile } from './support/demo';
import { password, registerUser } from './support/users';

const camp = () => JSON.parse(readFileSync(campFile, 'utf8'));
const scheduleOf = async (slug: string) => (await api()('get', `/events/${slug}/schedule`)).body;
const none = [0, 0, 0, 0, 0];

/** Whom the imports are made as. */
let login: Record<string, string>;
beforeAll(async () => {
  const { email } = await registerUser();
  login = { EMS_EMAIL: email, EMS_PASSWORD: password };
});
describe('the demo', () => {
  test('loads the Camp 2019, and a second time changes nothing', async () => {
    const first = await runDemo([]);
    expect({ code: first.code, output: first.output }).toEqual({
      code: 0,
      output: expect.stringContaining('Nothing was refused.'),
    });
    const before = await scheduleOf('camp2019');
    const slots = await slotsOf('camp2019');
    const speakers = slots.flatMap(slot => slot.session.speakers);
    expect({
      slots: slots.length,
      speakers: new Set(speakers.map(({ id }) => id)).size,
      tracks: before.tracks.length,
    }).toEqual({ slots: 79, speakers: 90, tracks: 7 });
    const second = await runDemo([]);
    expect(second.counts).toEqual(unchangedCamp);
    expect(await scheduleOf('camp2019')).toEqual(before);
  });
});

describe('an import', () => {
  test('that is killed in the middle, and then made twice at once, completes what is missing and makes nothing twice', async () => {
    const schedule = camp();
    const slug = unique('camp');
    schedule.schedule.conference.acronym = slug;
    await withFile(schedule, async path => {
      const broken = await runImport([path], login, (output, child) => {
        if (/^1[3-9]\d of/m.test(output)) child.kill('SIGKILL');
      });
      expect(broken.code).toBeNull();
      const both = await Promise.all([runImport([path], login), runImport([path], login)]);
      expect(both.map(({ code }) => code)).toEqual([0, 0]);
    });
    const slots = await slotsOf(slug);
    const names = slots.flatMap(slot => slot.session.speakers.map(({ id, name }) => `${id} ${name}`));
    expect({
      slots: slots.length,
      speakers: new Set(names).size,
      sessions: new Set(slots.map(({ session }) => session.id)).size,
    }).toEqual({ slots: 79, speakers: 90, sessions: 79 });
  });

  test('refuses true double bookings alone, with both sides in the zone of the event, which stays a draft', async () => {
    const persons = [{ id: 1, public_name: 'Ann' }];
    const slug = unique('twice');
    const rooms = {
      One: [
        entry(1, 'Here', '10:00', { persons }),
        entry(2, 'Later', '11:00', { persons }),
        entry(5, 'x'.repeat(301), '13:00'),
      ],
      Two: [entry(3, 'There', '10:30', { persons }), entry(4, 'Here', '10:00', { persons })],
    };
    await withFile(scheduleFile(slug, rooms), async path => {
      const { code, report } = await importJson([path], login);
      expect({ code, status: report.event.status }).toEqual({ code: 2, status: 'draft' });
      expect(report.refused).toEqual([
        { kind: 'sessions', entry: expect.stringContaining('5 “xxx'), code: 'entry.title', detail: expect.any(String) },
        {
          kind: 'slots',
          entry: '3 “There” (Two, 2027-06-05T10:30:00+02:00)',
          code: 'slot.taken',
          detail:
            '2027-06-05 10:30 +02:00 to 2027-06-05 11:30 +02:00: the room Two has “Here” (Two, 2027-06-05 10:00 +02:00 to 2027-06-05 11:00 +02:00).',
        },
      ]);
      expect(report.counts.slots).toMatchObject({ created: 3, refused: 1 });
    });
  });

  test('leaves out what cannot be held, says so, and keeps what it belongs to', async () => {
    const slug = unique('odd');
    const rooms = {
      Hall: [
        entry(1, 'Bilingual', '10:00', {
          language: 'de, en',
          persons: [{ public_name: 'Ann', avatar: 'https://exa mple.org/a.png' }, { id: 7 }],
        }),
        entry(2, 'Private', '11:00', { language: null, do_not_record: true, recording_license: 'CC BY 4.0' }),
        entry(3, 'Other', '12:00', { language: 'Klingon tongue', type: 'Breakout' }),
      ],
      'Hall ': [entry(4, 'Same room', '14:00')],
      'Saal 1': [entry(5, 'Here', '10:00', { track: 'Café' })],
      'Saal-1': [entry(6, 'Here too', '12:00', { track: 'cafe' })],
    };
    await withFile(scheduleFile(slug, rooms), async path => {
      const { code, report } = await importJson([path], login);
      expect({ code, status: report.event.status, refused: report.refused }).toEqual({
        code: 0,
        status: 'published',
        refused: [],
      });
      expect(
        report.dropped.map(({ entry, field }: { entry: string; field: string }) => `${entry.slice(0, 9)}: ${field}`),
      ).toEqual(['3 “Other”: languages', 'Ann: photoUrl']);
      expect(report.unplaced).toEqual({ 'person without a name': 1 });
    });
    const sessions = (await slotsOf(slug)).map(({ session, room }) => [
      session.title,
      room,
      session.languages,
      session.doNotRecord,
      session.typeName,
    ]);
    expect(sessions).toEqual([
      ['Bilingual', 'Hall', ['de', 'en'], false, 'lecture'],
      ['Private', 'Hall', [], true, 'lecture'],
      ['Other', 'Hall', [], false, 'Breakout'],
      ['Same room', 'Hall', ['en'], false, 'lecture'],
      ['Here', 'Saal 1', ['en'], false, 'lecture'],
      ['Here too', 'Saal 1', ['en'], false, 'lecture'],
    ]);
  });

  test('keeps off events that are not the one of the file, and off those of others', async () => {
    const [one, other] = [unique('one'), unique('other')];
    await withFile(scheduleFile(one, { A: [entry(1, 'Talk', '10:00')] }), path => importJson([path], login));
    await withFile(scheduleFile(other, { A: [entry(9, 'Else', '10:00')] }), async path => {
      const poured = await importJson([path, '--event', one, '--update'], login);
      expect({ code: poured.code, refusal: poured.report.refusal.code }).toEqual({
        code: 2,
        refusal: 'event-not-of-file',
      });
      const { email } = await registerUser();
      const theirs = await runImport([path, '--event', one], { EMS_EMAIL: email, EMS_PASSWORD: password });
      expect(theirs).toMatchObject({
        code: 2,
        output: expect.stringContaining(`The event ${one} belongs to somebody else`),
      });
    });
    expect((await slotsOf(one)).map(({ session }) => session.title)).toEqual(['Talk']);
  });

  test('tells by its exit code and by one document what has become of it, without a server too', async () => {
    const away = { ...login, EMS_URL: 'http://127.0.0.1:9' };
    await withFile(scheduleFile('offline', { A: [entry(1, 'Talk', '10:00')] }), async path => {
      const dry = await runImport([path, '--dry-run', '--json'], away);
      expect({ code: dry.code, counts: JSON.parse(dry.stdout).counts.sessions.created }).toEqual({
        code: 0,
        counts: 1,
      });
      expect(await runImport([path], away)).toMatchObject({
        code: 1,
        stdout: '',
        output: expect.stringMatching(/^Nothing answers at /),
      });
      expect(await runImport([path], { ...login, EMS_PASSWORD: 'another one' })).toMatchObject({
        code: 1,
        output: expect.stringContaining('cannot log in'),
      });
      expect(await runImport([path, '--timezone', 'Mars'], login)).toMatchObject({
        code: 1,
        output: expect.stringContaining('Usage:'),
      });
      const misused = await runImport(['--event', 'offline', '--json'], login);
      expect({ code: misused.code, document: JSON.parse(misused.stdout) }).toEqual({
        code: 1,
        document: { file: '', exitCode: 1, failure: expect.stringContaining('One file is to be named.') },
      });
    });
    const missing = await runImport(['/nowhere.json', '--json'], login);
    expect({ code: missing.code, failure: JSON.parse(missing.stdout).failure }).toEqual({
      code: 1,
      failure: expect.stringContaining('/nowhere.json cannot be read'),
    });
    const folder = await runImport([__dirname, '--json', '--dry-run'], login);
    expect({ code: folder.code, document: JSON.parse(folder.stdout) }).toEqual({
      code: 1,
      document: { file: __dirname, exitCode: 1, failure: expect.stringContaining('cannot be read') },
    });
    const wrong = await importJson([__filename], login);
    expect({
      code: wrong.code,
      refusal: wrong.report.refusal.code,
      slots: Object.values(wrong.report.counts.slots),
    }).toEqual({ code: 2, refusal: 'file.format', slots: none });
  });
});
