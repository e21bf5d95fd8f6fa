import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entry, person, plan } from './sample-plan.ts';

describe('times', () => {
  const kept = [
    '2027-05-01T10:00:00+02:00',
    '2027-05-01t10:00:00z',
    '2027-05-01 10:00:00+02:00',
    '2027-05-01T10:00:30.5+05:45',
  ];
  const refused = [
    '2027-02-30T10:00:00+01:00',
    'May 1 2027 10:00 GMT+2',
    '2027-05-01T24:00:00+02:00',
    '2027-05-01T10:00-extra',
    '2027-05-01T10:00:00',
    '2027-05-01',
    '',
  ];
  test('are those of RFC 3339; others are refused with the name of the entry', () => {
    const texts = [...kept, ...refused];
    const { sessions, findings } = plan(
      texts.map((startsAt, id) => entry(id, `Talk ${id}`, '', { startsAt, room: `Room ${id}` })),
    );
    assert.equal(sessions.length, kept.length);
    assert.deepEqual(
      findings.refused.map(({ code }) => code),
      refused.map(() => 'entry.time'),
    );
    assert.match(findings.refused[0]?.entry ?? '', /^4 “Talk 4” \(Room 4, 2027-02-30/);
  });

  test('have a zone that fits all of them, where none is named, and it is said', () => {
    const summer = entry(1, 'Summer', '10:00');
    const winter = entry(2, 'Winter', '', { startsAt: '2027-03-27T10:00:00-04:00' });
    assert.equal(plan([summer], { zone: undefined }).event.timezone, 'Europe/Berlin');
    const { event, findings } = plan([winter], { zone: undefined });
    assert.equal(event.timezone, 'America/New_York');
    assert.match(findings.notes[0] ?? '', /names no zone; America\/New_York fits/);
    assert.equal(plan([winter], { zone: undefined }, 'America/Halifax').event.timezone, 'America/Halifax');
  });

  test('at no offset are in London in winter, and in UTC where no zone fits; -00:00 says nothing of a place', () => {
    const zoneOf = (startsAt: string) => {
      const { event } = plan([entry(1, 'Talk', '', { startsAt })], { zone: undefined });
      return event.timezone;
    };
    assert.deepEqual(
      ['2027-01-05T10:00:00+00:00', '2027-08-05T10:00:00+00:00', '2027-01-05T10:00:00-00:00'].map(zoneOf),
      ['Europe/London', 'UTC', 'UTC'],
    );
  });

  test('may be leap seconds, where there can be one', () => {
    const at = (startsAt: string) => plan([entry(1, 'Talk', '', { startsAt })]).sessions[0]?.slots[0]?.startsAt;
    assert.equal(at('2027-01-01T00:59:60+01:00'), Date.UTC(2027, 0, 1));
    assert.throws(() => at('2027-03-01T00:59:60+01:00'), /None of its entries can be read/);
  });

  test('in UTC alone make an event in UTC, and it is said', () => {
    const { event, findings } = plan([entry(1, 'Talk', '', { startsAt: '2027-05-01T10:00:00Z' })], { zone: undefined });
    assert.equal(event.timezone, 'UTC');
    assert.match(findings.notes[0] ?? '', /--timezone says another/);
  });

  test('without an offset need a zone, and one that the clocks skip is none', () => {
    const local = (id: number, startsAt: string) => entry(id, 'Talk', '', { startsAt, room: `R${id}` });
    const file = { zone: undefined, hasLocalTimes: true, city: 'Brussels' };
    assert.throws(
      () => plan([local(1, '2027-05-01T10:00')], file),
      /--timezone says which it is \(Europe\/Brussels\?\)/,
    );
    const { sessions, findings } = plan(
      [local(1, '2027-05-01T10:00'), local(2, '2027-03-28T02:30')],
      file,
      'Europe/Berlin',
    );
    assert.equal(new Date(sessions[0]?.slots[0]?.startsAt ?? 0).toISOString(), '2027-05-01T08:00:00.000Z');
    assert.match(findings.refused[0]?.detail ?? '', /skipped by the clocks/);
  });
});

describe('what real files have', () => {
  test('no room: it keeps its time, beside others', () => {
    const { sessions, rooms, findings } = plan([
      entry(1, 'Lunch', '12:00', { room: undefined }),
      entry(2, 'Dinner', '12:00', { room: ' ' }),
    ]);
    assert.deepEqual(
      rooms.map(({ name, parallel }) => [name, parallel]),
      [['No room', true]],
    );
    assert.deepEqual(
      [sessions.flatMap(({ slots }) => slots).length, findings.refused, findings.changed.length],
      [2, [], 2],
    );
  });

  test('no length, or an address without its beginning: the nearest that can be held, which is said', () => {
    const { sessions, findings } = plan([
      entry(1, 'Start', '12:00', { duration: '00:00', links: [{ url: 'www.example.org/a' }] }),
    ]);
    assert.deepEqual(
      [sessions[0]?.fields.durationMinutes, sessions[0]?.fields.links?.[0]?.url],
      [1, 'http://www.example.org/a'],
    );
    assert.deepEqual(
      findings.changed.map(({ field }) => field),
      ['duration', 'links'],
    );
  });

  test('lengths in several forms; where an end says otherwise, that is told', () => {
    const forms = ['1:00', '60', '00:60', '0:60:00', '60 min', '01:00:00', '-1:00', 'long', '1:00'];
    const { sessions, findings } = plan(
      forms.map((duration, id) =>
        entry(id, `T${id}`, '10:00', {
          duration,
          room: `R${id}`,
          endsAt: id === 8 ? '2027-05-01T10:45:00+02:00' : id === 0 ? '2027-05-01T11:00:00+02:00' : undefined,
        }),
      ),
    );
    assert.deepEqual(
      sessions.map(({ fields }) => fields.durationMinutes),
      [60, 60, 60, 60, 60, 60, 60],
    );
    assert.deepEqual(
      findings.refused.map(({ code }) => code),
      ['entry.duration', 'entry.duration'],
    );
    assert.deepEqual(
      findings.dropped.map(({ field, reason }) => [field, reason]),
      [['end', 'the duration says 2027-05-01 11:00 +02:00']],
    );
  });

  test('entries that take no time, in whose way nothing is that does', () => {
    const { sessions, findings } = plan([
      entry(1, 'Poster', '16:00', { duration: '0:00' }),
      entry(2, 'Posters', '16:00', { duration: '1:15' }),
    ]);
    assert.deepEqual(
      sessions.map(({ slots }) => slots.length),
      [0, 1],
    );
    assert.match(findings.refused[0]?.entry ?? '', /“Poster”/);
  });

  test('times in UTC beside clock times of the zone, which are as good; and others, of which it is told', () => {
    const utc = (clock: string) =>
      plan([entry(1, 'Talk', '', { startsAt: '2027-05-01T08:00:00+00:00', clock })]).findings.notes.length;
    assert.deepEqual([utc('10:00'), utc('08:00')], [0, 1]);
  });

  test('the same people at the same time in two rooms for two things', () => {
    const persons = [person('Ann')];
    const { sessions } = plan([
      entry(1, 'Team', '10:00', { persons }),
      entry(2, 'Team', '10:00', { persons, room: 'Two', subtitle: 'Second' }),
    ]);
    assert.equal(sessions.length, 2);
  });
});
