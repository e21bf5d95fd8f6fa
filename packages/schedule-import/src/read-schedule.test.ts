import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSchedule } from './read-schedule.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readSchedule(bytes(text));
const c3voc = (entry: object, conference: object = {}) =>
  JSON.stringify({
    schedule: {
      version: '1',
      base_url: 'https://talks.example.org/',
      conference: { acronym: 'demo', title: 'Demo', days: [{ rooms: { Hall: [entry] } }], ...conference },
    },
  });
const talk = { guid: 'A', id: 7, title: 'Talk', date: '2027-05-01T10:00:00+02:00', duration: '0:45' };

describe('a schedule is known by its content', () => {
  test('c3voc JSON, with all that is said of an entry, and a count of what has no place', () => {
    const { format, entries, unplaced, title } = read(
      c3voc({
        ...talk,
        language: 'de, en',
        do_not_record: true,
        recording_license: 'CC BY 4.0',
        subtitle: null,
        logo: '/logo.png',
        feedback_url: 'https://talks.example.org/feedback',
        persons: [
          { id: 0, public_name: 'Ann' },
          { id: 5, public_name: 'Bob', avatar: 'https://example.org/b.png' },
        ],
        links: [{ url: 'http://example.org', title: 'Home' }],
        attachments: [{ url: '/slides.pdf', title: null }],
      }),
    );
    assert.deepEqual({ format, title }, { format: 'c3voc JSON', title: 'Demo' });
    const [entry] = entries;
    assert.ok(entry);
    assert.deepEqual(
      [entry.ids, entry.room, entry.languages, entry.doNotRecord, entry.license, entry.subtitle],
      [['A', '7'], 'Hall', 'de, en', true, 'CC BY 4.0', ''],
    );
    assert.deepEqual(
      entry.persons?.map(({ id, name }) => [id, name]),
      [
        [undefined, 'Ann'],
        ['5', 'Bob'],
      ],
    );
    assert.deepEqual(entry.links, [{ url: 'http://example.org', label: 'Home' }]);
    assert.equal(entry.attachments?.[0]?.url, 'https://talks.example.org/slides.pdf');
    assert.equal(entry.logoUrl, 'https://talks.example.org/logo.png');
    assert.deepEqual([...unplaced], [['event.feedback_url', 1]]);
  });

  test('c3voc JSON of version 2 is refused by its name', () => {
    const text = JSON.stringify({ schedule: { conference: { days: [] }, events: [{ title: 'Talk' }] } });
    assert.throws(() => read(text), /version 2/);
  });

  test('XML: what a schema of its own leaves out is not said, and people keep their order', () => {
    const { format, entries, hasLocalTimes } = read(`<?xml version="1.0"?>
      <schedule><conference><title>A &amp; B</title><time_zone_name>Europe/Berlin</time_zone_name></conference>
      <day date="2027-05-01" index="1"><room name="Hall"><event guid="g1" id="3" code="ABCDEF">
        <date>2027-05-01T10:00:00+02:00</date><start>10:00</start><duration>00:30</duration><title>T&#228;lk</title>
        <recording><license>CC0</license><optout>true</optout></recording><language></language>
        <persons><person id="2">Zoe</person><person id="1">Ann</person></persons>
        <links><link href="https://example.org/a">A</link></links><attachments/>
      </event></room></day></schedule>`);
    const [entry] = entries;
    assert.deepEqual([format, hasLocalTimes], ['schedule XML', false]);
    assert.deepEqual(
      [entry?.title, entry?.ids, entry?.doNotRecord, entry?.license],
      ['Tälk', ['g1', 'ABCDEF', '3'], true, 'CC0'],
    );
    assert.deepEqual(
      entry?.persons?.map(({ name }) => name),
      ['Zoe', 'Ann'],
    );
    assert.deepEqual(
      [entry?.languages, entry?.subtitle, entry?.links],
      ['', undefined, [{ url: 'https://example.org/a', label: 'A' }]],
    );
  });

  test('XML of Pentabarf: clock times of a day, and of the night before the day changes', () => {
    const { entries, hasLocalTimes, dayStartsAt } = read(`<schedule>
      <conference><title>Old</title><city>Brussels</city><day_change>09:00:00</day_change></conference>
      <day date="2027-02-06"><room name="Janson">
        <event id="1"><start>09:30</start><duration>00:25</duration><title>Welcome</title></event>
        <event id="2"><start>01:00</start><duration>00:25</duration><title>Night</title></event>
      </room></day></schedule>`);
    assert.deepEqual(
      entries.map(({ startsAt }) => startsAt),
      ['2027-02-06T09:30', '2027-02-07T01:00'],
    );
    assert.deepEqual([hasLocalTimes, dayStartsAt], [true, '09:00']);
  });

  test('pretalx, with slots in submissions and submissions in slots, and breaks', () => {
    const submission = {
      code: 'ABC',
      title: 'Talk',
      submission_type: { en: 'Talk', de: 'Vortrag' },
      track: { en: 'Web' },
      state: 'confirmed',
      content_locale: 'en',
      do_not_record: false,
      speakers: [{ code: 'S1', name: 'Ann', avatar: null }],
    };
    const slot = { start: '2027-05-01T10:00:00+02:00', end: '2027-05-01T10:30:00+02:00', room: { en: 'Hall' } };
    const page = read(JSON.stringify({ count: 1, results: [{ ...submission, slot }] }));
    const schedule = read(
      JSON.stringify({
        slots: [
          { id: 4, ...slot, room: { id: 1, name: { en: 'Hall' }, capacity: 80 }, submission },
          { id: 5, ...slot, submission: null, description: { en: 'Lunch' } },
        ],
      }),
    );
    for (const file of [page, schedule]) {
      const [entry] = file.entries;
      assert.equal(file.format, 'pretalx JSON');
      assert.deepEqual(
        [entry?.ids, entry?.room, entry?.typeName, entry?.track, entry?.doNotRecord],
        [['ABC'], 'Hall', 'Talk', 'Web', false],
      );
      assert.deepEqual(
        entry?.persons?.map(({ id }) => id),
        ['S1'],
      );
    }
    assert.equal(schedule.rooms[0]?.capacity, 80);
    assert.deepEqual([schedule.entries[1]?.title, schedule.entries[1]?.isBreak], ['Lunch', true]);
  });

  test('Sessionize, whose categories are the words of an organizer', () => {
    const { format, entries, hasLocalTimes } = read(
      JSON.stringify({
        sessions: [
          {
            id: '9',
            title: 'Talk',
            description: 'Text',
            startsAt: '2027-05-01T10:00:00',
            endsAt: '2027-05-01T11:00:00',
            isServiceSession: false,
            isPlenumSession: false,
            speakers: ['u1'],
            categoryItems: [1, 2, 3],
            roomId: 5,
          },
        ],
        speakers: [
          {
            id: 'u1',
            firstName: 'Ann',
            lastName: 'Lee',
            bio: 'Bio',
            links: [{ title: 'Blog', url: 'https://ann.example.org', linkType: 'Blog' }],
            fullName: 'Ann Lee',
          },
        ],
        categories: [
          { title: 'Track', items: [{ id: 1, name: 'Web' }] },
          { title: 'Session format', items: [{ id: 2, name: 'Workshop' }] },
          { title: 'Tags', items: [{ id: 3, name: 'css' }] },
        ],
        rooms: [{ id: 5, name: 'Hall' }],
      }),
    );
    const [entry] = entries;
    assert.deepEqual([format, hasLocalTimes], ['Sessionize JSON', true]);
    assert.deepEqual(
      [entry?.room, entry?.track, entry?.typeName, entry?.tags, entry?.persons?.[0]?.name],
      ['Hall', 'Web', 'Workshop', ['css'], 'Ann Lee'],
    );
  });

  test('pretalx for other pages, with rooms, tracks and speakers by their ids', () => {
    const { format, entries, zone, rooms, unplaced } = read(
      JSON.stringify({
        talks: [
          {
            code: 'ABCDEF',
            id: 4,
            title: 'Talk',
            abstract: 'About',
            speakers: ['XYZ'],
            track: 3,
            start: '2027-05-01T10:00:00+02:00',
            end: '2027-05-01T10:45:00+02:00',
            room: 5,
            duration: 45,
          },
          {
            id: 6,
            title: { en: 'Lunch' },
            start: '2027-05-01T12:00:00+02:00',
            end: '2027-05-01T13:00:00+02:00',
            room: 5,
            slot_type: 'break',
          },
        ],
        timezone: 'Europe/Berlin',
        tracks: [{ id: 3, name: { en: 'Web' }, color: '#123456' }],
        rooms: [{ id: 5, name: { en: 'Hall' }, description: {} }],
        speakers: [{ code: 'XYZ', name: 'Ann', avatar: null }],
      }),
    );
    const [talk, lunch] = entries;
    assert.deepEqual([format, zone, rooms[0]?.name], ['pretalx widget JSON', 'Europe/Berlin', 'Hall']);
    assert.deepEqual(
      [talk?.ids, talk?.room, talk?.track, talk?.persons?.map(({ name }) => name), talk?.isBreak],
      [['ABCDEF'], 'Hall', 'Web', ['Ann'], false],
    );
    assert.deepEqual([lunch?.title, lunch?.room, lunch?.persons, lunch?.isBreak], ['Lunch', 'Hall', [], true]);
    assert.deepEqual([...unplaced], []);
  });

  test('CSV, by a header in other words, with semicolons', () => {
    const { format, entries } = read(
      '\uFEFFTitel;Datum;Start;Ende;Raum;Speakers;Mood\n"A; b";2027-05-01;9:00;10:00;Hall;Ann, Bob;good\n\n',
    );
    const [entry] = entries;
    assert.deepEqual(
      [format, entries.length, entry?.title, entry?.startsAt, entry?.endsAt],
      ['CSV', 1, 'A; b', '2027-05-01T09:00', '2027-05-01T10:00'],
    );
    assert.deepEqual(
      entry?.persons?.map(({ name }) => name),
      ['Ann', 'Bob'],
    );
  });
});
