import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makePublished } from './support/events';
import { type Feeds, startFeeds } from './support/feeds';

const schema = join(__dirname, '../../../../shared/validators/schedule.xsd');

describe('the schedule for other programs', () => {
  const paths = ['/schedule.ics', '/schedule.json', '/schedule.xml', '/schedule.csv', '/jsonld'];

  let feeds: Feeds;
  beforeAll(async () => {
    feeds = await startFeeds('feed-conf');
  });
  afterAll(() => feeds.stop());

  test.each(paths)('%s is the same bytes each time, sent once to who has it, and answers HEAD', async path => {
    const [first, second] = [await feeds.get(path), await feeds.get(path)];
    expect(first.status).toBe(200);
    expect([second.body, second.headers.etag]).toEqual([first.body, first.headers.etag]);
    expect(first.headers.etag).toMatch(/^"/);
    expect(first.headers['cache-control']).toBe('public, no-cache');
    expect(first.headers['last-modified']).toBeTruthy();
    expect((await feeds.get(path).set('if-none-match', String(first.headers.etag))).status).toBe(304);
    const head = await feeds.running.as()('head', `/events/${feeds.event.slug}${path}`);
    expect([head.status, head.headers.etag, head.headers['content-type']]).toEqual([
      200,
      first.headers.etag,
      first.headers['content-type'],
    ]);
    const draft = await makeEvent(feeds.running);
    expect((await feeds.get(path, draft)).status).toBe(404);
    expect((await draft.owner('get', `/events/${draft.id}${path}`)).headers['cache-control']).toBe('private, no-cache');
    expect((await feeds.get(`${path}?x=1`)).status).toBe(400);
  });

  test.each(paths)('%s is found under an old slug', async path => {
    const moved = await makePublished(feeds.running);
    await moved.owner('patch', `/events/${moved.id}`, { slug: `${moved.slug.slice(0, 40)}-new` });
    const reply = await feeds.get(path, moved);
    expect([reply.status, reply.headers.location]).toEqual([
      308,
      `/api/v1/events/${moved.slug.slice(0, 40)}-new${path}`,
    ]);
  });

  test('the XML says what the JSON says, and fits the published schema', async () => {
    const json = JSON.parse((await feeds.get('/schedule.json')).body).schedule;
    const { headers, body } = await feeds.get('/schedule.xml');
    expect(headers['content-type']).toBe('application/vnd.c3voc.schedule+xml; charset=utf-8');
    expect(body).toContain(`<version>${json.version}</version>`);
    expect(body).toContain('<acronym>feed_conf</acronym>');
    expect(body).toContain(
      `<room name="Curie" guid="${feeds.programme.rooms[0]?.id}">\n<event guid="${feeds.programme.slots[0]?.id}" id="1">`,
    );
    expect(body).toContain('<track>Science &amp; Art</track>');
    expect(body).toContain(`<person guid="${feeds.programme.ada}">Ada Lovelace</person>`);
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
    const lines = (await feeds.get('/schedule.csv')).body.split('\r\n');
    expect(lines[0]).toBe('id,number,day,start,end,room,title,type,track,language,level,speakers');
    expect(lines[1]).toBe(
      `${feeds.programme.slots[0]?.id},1,2027-05-01,2027-05-01T10:00:00+02:00,2027-05-01T10:45:00+02:00,Curie,Opening,talk,` +
        'Science & Art,en,beginner,Ada Lovelace; Grace Hopper',
    );
    expect(lines).toHaveLength(5);
  });

  test('the JSON-LD is an Event with its sub-events', async () => {
    const { headers, body } = await feeds.get('/jsonld');
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
