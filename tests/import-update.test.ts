import { beforeAll, describe, expect, test } from '@jest/globals';
import { gateway } from './support/api';
import { unique } from './support/as-organizer';
import { entry, scheduleFile } from './support/c3voc';
import { importJson, slotsOf, withFile } from './support/demo';
import { password, registerUser } from './support/users';

/** Whom the imports are made as. */
let login: Record<string, string>;
beforeAll(async () => {
  const { email } = await registerUser();
  login = { EMS_EMAIL: email, EMS_PASSWORD: password };
});

describe('an import', () => {
  test('with --update does what a dry run has told: moves, swaps, renames, other people, drops', async () => {
    const slug = unique('change');
    const ann = [{ public_name: 'Ann' }];
    const before = {
      A: [
        entry(1, 'First', '10:00', { persons: ann }),
        entry(2, 'Second', '11:00'),
        entry(3, 'Dropped', '12:00'),
        entry(4, 'Old name', '13:00', { persons: [...ann, { public_name: 'Bob' }] }),
      ],
    };
    const after = {
      A: [
        entry(1, 'First', '11:00', { persons: ann, track: 'Other' }),
        entry(2, 'Second', '10:00', { duration: '00:30', language: 'de' }),
      ],
      B: [
        entry(4, 'New name', '13:00', { persons: [{ public_name: 'Cy' }, ...ann], abstract: 'new' }),
        entry(5, 'New', '14:00'),
      ],
    };
    await withFile(scheduleFile(slug, before), path => importJson([path], login));
    await withFile(scheduleFile(slug, after), async path => {
      const left = await importJson([path, '--dry-run'], login);
      expect({ changed: left.report.changed, cancelled: left.report.cancelled }).toEqual({
        changed: [],
        cancelled: [],
      });
      const told = await importJson([path, '--update', '--dry-run'], login);
      const done = await importJson([path, '--update'], login);
      expect(done.code).toBe(0);
      const { dryRun: _, event: __, ...rest } = told.report;
      expect(done.report).toMatchObject({ ...rest, created: expect.arrayContaining(rest.created) });
      expect(done.report.cancelled).toEqual([expect.stringContaining('“Dropped”')]);
      const again = await importJson([path, '--update'], login);
      expect({ created: again.report.created, changed: again.report.changed }).toEqual({ created: [], changed: [] });
    });
    const slots = await slotsOf(slug);
    expect(
      slots.map(({ room, startsAt, endsAt, session }) => [
        room,
        startsAt.slice(11, 16),
        endsAt.slice(11, 16),
        session.title,
        session.speakers.map(({ name }) => name),
      ]),
    ).toEqual([
      ['A', '10:00', '10:30', 'Second', []],
      ['A', '11:00', '12:00', 'First', ['Ann']],
      ['B', '13:00', '14:00', 'New name', ['Cy', 'Ann']],
      ['B', '14:00', '15:00', 'New', []],
    ]);
  });

  test('of our own exports changes nothing, not even a byte of them', async () => {
    const slug = unique('own');
    const rich = {
      subtitle: 'Sub, with; \\ marks',
      abstract: 'One\n\ntwo',
      description: 'Three',
      language: 'de, en',
      type: 'Hands-on',
      do_not_record: true,
      recording_license: 'CC0',
      logo: 'https://example.org/l.png',
      url: 'https://example.org/talk',
      links: [{ url: 'http://example.org/?q=a b', title: 'A "link"' }],
      attachments: [{ url: 'https://example.org/s.pdf', title: 'Slides' }],
      persons: [
        { id: 2, public_name: 'Zoe' },
        { id: 1, public_name: 'Ann, the second', biography: 'Bio' },
      ],
    };
    const rooms = {
      A: [entry(1, '=Rich', '10:00', rich), entry(2, 'Twice', '12:00', { code: 'X' })],
      B: [entry(3, 'Lunch', '11:00', { type: 'Coffee break' }), { ...entry(2, 'Twice', '12:00', { code: 'X' }) }],
    };
    await withFile(scheduleFile(slug, rooms), path => importJson([path], login));
    const read = async (format: string) =>
      (await fetch(`${gateway()}/api/v1/events/${slug}/schedule.${format}`)).text();
    const formats = ['json', 'xml', 'ics', 'csv'];
    const exports = await Promise.all(formats.map(read));
    for (const text of exports)
      await withFile(text, async path => {
        const { code, report } = await importJson([path, '--event', slug, '--update'], login);
        expect({
          code,
          created: report.created,
          changed: report.changed,
          cancelled: report.cancelled,
          dropped: report.dropped,
        }).toEqual({ code: 0, created: [], changed: [], cancelled: [], dropped: [] });
      });
    expect(await Promise.all(formats.map(read))).toEqual(exports);
  });
});
