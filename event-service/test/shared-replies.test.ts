import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  countSent,
  eventually,
  expectStatus,
  type Instance,
  type PlainReply,
  plainRead,
  startBroker,
  type TestBroker,
  tablesOf,
  watchedTables,
} from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventService } from '../src/service';
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

/** The same read of what is in memory: without any statement. */
const readKept = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<PlainReply> =>
  eventually(async () => {
    let reply: PlainReply | undefined;
    const { statements } = await countSent(async () => {
      reply = await read(path, headers, method);
    });
    return statements === 0 ? reply : undefined;
  });

/** What no two replies have in common. */
const comparable = ({ status, headers, bytes }: PlainReply) => {
  const { date: _, 'x-request-id': __, ...rest } = headers;
  return { status, headers: rest, text: bytes.toString() };
};

test.each(paths)('%s is read once for whoever asks for it, and is the same from memory', async path => {
  const kept = await readKept(path);
  expect(kept.status).toBe(200);
  expect(comparable(kept)).toEqual(comparable(await read(path, { 'x-spelled': 'out', accept: 'text/plain, */*' })));
  expect(comparable(kept)).toEqual(comparable(await plainRead(`${forgetful.url}${api}${path}`)));
  expect(kept.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
});

test.each(['br', 'gzip'])('is kept in %s, by a tag of its own, and whoever has one has them all', async coding => {
  const path = '/events/kept/schedule';
  const plain = await readKept(path);
  const coded = await readKept(path, { 'accept-encoding': coding });
  expect(coded.headers).toMatchObject({ 'content-encoding': coding, 'content-length': String(coded.bytes.length) });
  const decode = coding === 'br' ? brotliDecompressSync : gunzipSync;
  expect(decode(coded.bytes).equals(plain.bytes)).toBe(true);
  expect(coded.headers.etag).toBe(`${plain.headers.etag?.slice(0, -1)}-${coding}"`);
  expect(coded.headers.vary).toMatch(/Accept-Encoding/);
  for (const known of [plain.headers.etag, coded.headers.etag, `W/${plain.headers.etag}`]) {
    const unmodified = await readKept(path, { 'accept-encoding': coding, 'if-none-match': `"other", ${known}` });
    expect(unmodified).toMatchObject({ status: 304, headers: { etag: coded.headers.etag } });
    expect(unmodified.bytes).toHaveLength(0);
  }
});

test('HEAD says of a reply what GET does', async () => {
  const head = await readKept('/events/kept', {}, 'HEAD');
  expect(comparable(head)).toEqual({ ...comparable(await readKept('/events/kept')), text: '' });
});

test('If-Match understands the tag of a coding', async () => {
  const { headers } = await readKept('/events/kept/schedule', { 'accept-encoding': 'br' });
  expect(headers.etag).toMatch(/-br"$/);
  const { event } = scheduled;
  const { headers: own } = expectStatus(await event.owner('get', `/events/${event.id}`), 200);
  const coded = `${own.etag?.slice(0, -1)}-gzip"`;
  expectStatus(await event.owner('patch', `/events/${event.id}`, { color: '#123456' }).set('if-match', coded), 200);
});

describe('a change', () => {
  /** So long after it was acknowledged nobody sees what was before. */
  const boundMs = 50;
  const waitFor = (since: number) => eventually(() => performance.now() - since > boundMs);

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

  test('by anybody else is seen within 50 ms', async () => {
    for (let n = 0; n < 10; n++) {
      await Promise.all([readKept('/events/kept'), readKept('/events')]);
      const title = `Somewhere else ${n}`;
      await scheduled.running.database.query('UPDATE events SET title = $1 WHERE slug = $2', [title, 'kept']);
      await waitFor(performance.now());
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
        await waitFor(performance.now());
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
    ['event_members', "INSERT INTO event_members (event_id, user_id, role) VALUES ($1, gen_random_uuid(), 'steward')"],
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
    await readKept('/events/kept/schedule.ics');
    await scheduled.running.database.query(sql, [scheduled.event.id]);
    await waitFor(performance.now());
    const { statements } = await countSent(() => read('/events/kept/schedule.ics'));
    expect(statements).toBeGreaterThan(0);
  });

  test('of all speakers drops every schedule', async () => {
    await readKept('/events/kept/schedule');
    await scheduled.running.database.query(
      "INSERT INTO schedule_revisions (scope, revision, changed_at) VALUES ('speakers', 1, now())",
    );
    await waitFor(performance.now());
    const { statements } = await countSent(() => read('/events/kept/schedule'));
    expect(statements).toBeGreaterThan(0);
  });
});

test('a draft, what is not there and what is for the signed-in are kept for nobody', async () => {
  const { running, event } = scheduled;
  expectStatus(await event.owner('post', `/events/${event.id}/unpublish`), 200);
  expect((await read('/events/kept')).status).toBe(404);
  expect((await read('/events/kept')).status).toBe(404);
  expectStatus(await event.owner('post', `/events/${event.id}/publish`), 200);
  await readKept('/events/kept');
  expect(expectStatus(await event.owner('get', '/events/kept'), 200).body.allowedActions).toContain('update');
  expect(await countSent(() => running.as(event.ownerId)('get', '/events/kept'))).toMatchObject({ statements: 1 });
});

test('a schedule of which changes may be unknown is shown from memory no more', async () => {
  await readKept('/events/kept/schedule');
  await heartbeats.stop();
  await eventually(
    async () => JSON.parse((await read('/events/kept/schedule')).bytes.toString()).degraded?.[0]?.reason === 'behind',
  );
  expect((await read('/events/kept/schedule.csv')).headers.warning).toMatch(/^110/);
  heartbeats = startHeartbeats(broker);
  const { headers } = await readKept('/events/kept/schedule');
  expect(headers).not.toHaveProperty('warning');
});
