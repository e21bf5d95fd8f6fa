import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plan } from './plan/sample-plan.ts';
import { readSchedule } from './read-schedule.ts';

const read = (text: string) => readSchedule(new TextEncoder().encode(text));
const json = (entry: object, conference: object = {}) =>
  read(
    JSON.stringify({
      schedule: { conference: { title: 'Demo', days: [{ rooms: { Hall: [entry] } }], ...conference } },
    }),
  );
const xml = (inDay: string, conference = '') =>
  read(`<schedule><conference><title>Demo</title>${conference}</conference>
    <day date="2027-05-01" index="1">${inDay}</day></schedule>`);
const talk = { guid: 'A', id: 7, title: 'Talk', date: '2027-05-01T10:00:00+02:00', duration: '0:45' };

describe('addresses without a server', () => {
  const addresses = { logo: '/system/logo.png', links: [{ url: '//wiki.example.org/a' }] };
  const logoOf = (entry: object, conference: object = {}) =>
    json({ ...talk, ...entry }, conference).entries[0]?.logoUrl;

  test('are of the server of the entry itself, before that of the file, which may be put together of several', () => {
    const own = { ...addresses, url: 'https://pretalx.example.org/demo/talk/ABC/' };
    const file = { base_url: 'https://fahrplan.example.org/2027/' };
    assert.equal(logoOf(own, file), 'https://pretalx.example.org/system/logo.png');
    const from = { ...own, origin_url: 'https://cfp.example.org/ABC' };
    assert.equal(logoOf(from, file), 'https://cfp.example.org/system/logo.png');
    assert.equal(logoOf(addresses, file), 'https://fahrplan.example.org/system/logo.png');
    assert.equal(logoOf(addresses), '/system/logo.png');
  });

  test('are https where only the scheme is missing, or as the page is on which they stand', () => {
    const linkOf = (url?: string) => json({ ...talk, ...addresses, url }).entries[0]?.links?.[0]?.url;
    assert.deepEqual(
      [linkOf(), linkOf('http://talks.example.org/7')],
      ['https://wiki.example.org/a', 'http://wiki.example.org/a'],
    );
  });
});

describe('people', () => {
  test('are called by their full public names where there is no shorter one, and have the page that is theirs', () => {
    const persons = [{ id: 0, full_public_name: 'Ann', url: '//wiki.example.org/User:Ann' }];
    const inXml = xml(`<room name="Hall"><event id="7"><title>Talk</title><start>10:00</start><duration>0:45</duration>
      <persons><person id="0"><full_public_name>Ann</full_public_name></person>
      <person id="2" href="https://wiki.example.org/User:Bob">Bob</person></persons></event></room>`);
    const [file] = [json({ ...talk, persons })];
    assert.deepEqual(
      [...(file?.entries[0]?.persons ?? []), ...(inXml.entries[0]?.persons ?? [])].map(({ name, page }) => [
        name,
        page,
      ]),
      [
        ['Ann', 'https://wiki.example.org/User:Ann'],
        ['Ann', undefined],
        ['Bob', 'https://wiki.example.org/User:Bob'],
      ],
    );
    assert.deepEqual([file?.unplaced.size, inXml.unplaced.size], [0, 0]);
  });
});

describe('XML', () => {
  test('of Pentabarf has events in the day itself, which name their rooms', () => {
    const { entries, hasLocalTimes } = xml(
      `<event id="1"><start>09:30</start><duration>00:25</duration><room>Janson</room><title>Welcome</title></event>
       <event id="2"><start>01:00</start><duration>00:25</duration><room>Ferrer</room><title>Night</title></event>`,
      '<day_change>09:00:00</day_change>',
    );
    assert.deepEqual(
      entries.map(({ title, room, startsAt, place }) => [title, room, startsAt, place]),
      [
        ['Welcome', 'Janson', '2027-05-01T09:30', 'day 1, entry 1'],
        ['Night', 'Ferrer', '2027-05-02T01:00', 'day 1, entry 2'],
      ],
    );
    assert.equal(hasLocalTimes, true);
  });

  const dated = (...dates: string[]) =>
    xml(
      dates
        .map((date, id) => `<room name="R${id}"><event id="${id}"><title>T</title><date>${date}</date></event></room>`)
        .join(''),
    ).hasLocalTimes;

  test('whose dates all lack an offset is of the clocks of a zone; where one lacks it, that one is wrong', () => {
    assert.deepEqual(
      [
        dated('2027-05-01T10:00:00', '2027-05-01T11:00:00'),
        dated('2027-05-01T10:00:00', '2027-05-01T11:00:00+02:00'),
        dated('2027-05-01T10:00:00Z'),
      ],
      [true, false, false],
    );
  });
});

test('a wish not to be recorded is one, however it is written', () => {
  for (const [said, held] of [
    [true, true],
    ['yes', true],
    ['Ja', true],
    ['1', true],
    [1, true],
    ['False', false],
    ['no', false],
    [0, false],
    ['None', false],
    ['please do not', true],
  ] as const) {
    const file = json({ ...talk, do_not_record: said });
    const { sessions, findings } = plan(file.entries, file);
    assert.equal(sessions[0]?.fields.doNotRecord, held, String(said));
    assert.equal(
      findings.changed.filter(({ field }) => field === 'doNotRecord').length,
      said === 'please do not' ? 1 : 0,
    );
  }
});
