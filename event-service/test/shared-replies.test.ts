import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  asksFor,
  comparable,
  eventually,
  expectStatus,
  type Instance,
  plainRead,
  readKept,
  startBroker,
  type TestBroker,
  tablesOf,
  watchedTables,
} from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventService } from '../src/service';
import { makeMember } from './support/events';
import { startHeartbeats } from './support/heartbeats';
import { sampleSchedule } from './support/schedule';
import { type Scheduled, startScheduled } from './support/scheduled';

let broker: TestBroker;
let heartbeats: ReturnType<typeof startHeartbeats>;
let scheduled: Scheduled;
/** Without any reply in memory. */
let forgetful: Instance<EventService>;
beforeAll(async () => {
  broker = await startBroker();
  heartbeats = startHeartbeats(broker);
  scheduled = await startScheduled(sampleSchedule(), { broker, slug: 'kept' });
  await makeMember(scheduled.running, scheduled.event, 'steward');
  forgetful = await scheduled.running.second({ REPLY_CACHE_MB: '0' });
});
afterAll(async () => {
  await forgetful.stop();
  await heartbeats.stop();
  await scheduled.stop();
});

const api = '/api/v1';
const ofEvent = [
  '/events/kept',
  '/events/kept/schedule',
  '/events/kept/schedule?tz=Asia/Tokyo',
  '/events/kept/schedule.json',
  '/events/kept/schedule.xml',
  '/events/kept/schedule.ics',
  '/events/kept/schedule.csv',
  '/events/kept/jsonld',
  '/events/kept?include=sessions,speakers',
];
const paths = [...ofEvent, '/events', '/events?limit=1&count=true', '/events?q=conference', '/events?status=published'];

const read = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  plainRead(`${scheduled.running.url}${api}${path}`, headers, method);

/** What any reply here is made of; no heartbeat asks for it. */
const rows = /FROM events/;
const readFromMemory = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  readKept(rows, `${scheduled.running.url}${api}${path}`, headers, method);

test.each(paths)('%s is read once for whoever asks for it, and is the same from memory', async path => {
  const kept = await readFromMemory(path);
  expect(kept.status).toBe(200);
  expect(comparable(kept)).toEqual(comparable(await read(path, { 'x-spelled': 'out', accept: 'text/plain, */*' })));
  expect(comparable(kept)).toEqual(comparable(await plainRead(`${forgetful.url}${api}${path}`)));
  expect(kept.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
});

test.each(['br', 'gzip'])('is kept in %s, by a tag of its own, and whoever has one has them all', async coding => {
  const path = '/events/kept/schedule';
  const plain = await readFromMemory(path);
  const coded = await readFromMemory(path, { 'accept-encoding': coding });
  expect(coded.headers).toMatchObject({ 'content-encoding': coding, 'content-length': String(coded.bytes.length) });
  const decode = coding === 'br' ? brotliDecompressSync : gunzipSync;
  expect(decode(coded.bytes).equals(plain.bytes)).toBe(true);
  expect(coded.headers.etag).toBe(`${plain.headers.etag?.slice(0, -1)}-${coding}"`);
  expect(coded.headers.vary).toMatch(/Accept-Encoding/);
  for (const known of [plain.headers.etag, coded.headers.etag, `W/${plain.headers.etag}`]) {
    const unmodified = await readFromMemory(path, { 'accept-encoding': coding, 'if-none-match': `"other", ${known}` });
    const { etag, vary, 'cache-control': control, 'last-modified': modified } = coded.headers;
    expect(unmodified).toMatchObject({
      status: 304,
      headers: { etag, vary, 'cache-control': control, 'last-modified': modified },
    });
    expect(unmodified.headers).not.toHaveProperty('content-type');
    expect(unmodified.bytes).toHaveLength(0);
  }
});

test('HEAD says of a reply what GET does', async () => {
  const head = await readFromMemory('/events/kept', {}, 'HEAD');
  expect(comparable(head)).toEqual({ ...comparable(await readFromMemory('/events/kept')), text: '' });
});

test('If-Match understands the tag of a coding', async () => {
  const { headers } = await readFromMemory('/events/kept/schedule', { 'accept-encoding': 'br' });
  expect(headers.etag).toMatch(/-br"$/);
  const { event } = scheduled;
  const { headers: own } = expectStatus(await event.owner('get', `/events/${event.id}`), 200);
  const coded = `${own.etag?.slice(0, -1)}-gzip"`;
  expectStatus(await event.owner('patch', `/events/${event.id}`, { color: '#123456' }).set('if-match', coded), 200);
});

describe('a change', () => {
  test('by the instance itself is seen at once', async () => {
    const { event } = scheduled;
    for (let n = 0; n < 20; n++) {
      await read('/events/kept');
      const title = `Renamed ${n}`;
      expectStatus(await event.owner('patch', `/events/${event.id}`, { title }), 200);
      expect(JSON.parse((await read('/events/kept')).bytes.toString()).title).toBe(title);
      expect(JSON.parse((await read('/events')).bytes.toString()).data[0].title).toBe(title);
    }
  });

  test('by anybody else is seen within 50 ms, after which a query of the test is over', async () => {
    for (let n = 0; n < 10; n++) {
      await Promise.all([readFromMemory('/events/kept'), readFromMemory('/events')]);
      const title = `Somewhere else ${n}`;
      await scheduled.running.database.query('UPDATE events SET title = $1 WHERE slug = $2', [title, 'kept']);
      const [one, list] = await Promise.all([read('/events/kept'), read('/events')]);
      expect(JSON.parse(one.bytes.toString()).title).toBe(title);
      expect(JSON.parse(list.bytes.toString()).data[0].title).toBe(title);
    }
  });

  test('of any table that a reply is read from drops it', async () => {
    const { database } = scheduled.running;
    const forgetAll = () => database.query('UPDATE events SET color = color');
    const tables = await tablesOf(database, async () => {
      for (const path of paths) {
        await forgetAll();
        await read(path);
      }
    });
    // A schedule that is loaded notes who is in it and what it was; both are shown where it is marked as degraded alone, and such
    // a reply is not kept. Heartbeats are asked for whenever one is shown.
    for (const own of ['schedule_speakers', 'schedule_snapshots', 'relay_heartbeats']) tables.delete(own);
    expect(tables.size).toBeGreaterThan(3);
    expect([...tables].filter(table => !watched.has(table))).toEqual([]);
  });

  let watched: Set<string>;
  beforeAll(async () => {
    watched = await watchedTables(scheduled.running.database);
  });

  test.each([
    ['events', 'UPDATE events SET color = color WHERE id = $1'],
    ['event_seats', 'UPDATE event_seats SET capacity = 7 WHERE event_id = $1'],
    ['event_slugs', "INSERT INTO event_slugs (slug, event_id) VALUES ('kept-before', $1)"],
    ['event_members', 'UPDATE event_members SET role = role WHERE event_id = $1'],
    [
      'event_moves',
      'INSERT INTO event_moves SELECT id, 99, starts_at, ends_at, timezone, starts_at, ends_at, timezone FROM events WHERE id = $1',
    ],
    [
      'schedule_revisions',
      'INSERT INTO schedule_revisions (scope, revision, changed_at) VALUES ($1::uuid::text, 1000, now()) ON CONFLICT (scope) DO UPDATE SET revision = 2000',
    ],
    ['calendar_slots', 'UPDATE calendar_slots SET title = title WHERE event_id = $1'],
  ])('of %s drops all that shows the event', async (table, sql) => {
    expect(watched).toContain(table);
    await readFromMemory('/events/kept/schedule.ics');
    await scheduled.running.database.query(sql, [scheduled.event.id]);
    expect(await asksFor(rows, () => read('/events/kept/schedule.ics'))).toBe(true);
  });

  test('of all speakers drops every schedule', async () => {
    await readFromMemory('/events/kept/schedule');
    await scheduled.running.database.query(
      "INSERT INTO schedule_revisions (scope, revision, changed_at) VALUES ('speakers', 1, now())",
    );
    expect(await asksFor(rows, () => read('/events/kept/schedule'))).toBe(true);
  });
});

test('a draft, what is not there and what is for the signed-in are kept for nobody', async () => {
  const { event } = scheduled;
  expectStatus(await event.owner('post', `/events/${event.id}/unpublish`), 200);
  expect((await read('/events/kept')).status).toBe(404);
  expect((await read('/events/kept')).status).toBe(404);
  expectStatus(await event.owner('post', `/events/${event.id}/publish`), 200);
  await readFromMemory('/events/kept');
  expect(expectStatus(await event.owner('get', '/events/kept'), 200).body.allowedActions).toContain('update');
});

test('a schedule of which changes may be unknown is shown from memory no more', async () => {
  await readFromMemory('/events/kept/schedule');
  await heartbeats.stop();
  await eventually(
    async () => JSON.parse((await read('/events/kept/schedule')).bytes.toString()).degraded?.[0]?.reason === 'behind',
  );
  expect((await read('/events/kept/schedule.csv')).headers.warning).toMatch(/^110/);
  heartbeats = startHeartbeats(broker);
  const { headers } = await readFromMemory('/events/kept/schedule');
  expect(headers).not.toHaveProperty('warning');
});
