import {
  asksFor,
  comparable,
  expectStatus,
  type Instance,
  plainRead,
  readKept,
  tablesOf,
  watchedTables,
} from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SessionService } from '../src/service';
import { type Conference, makeConference, makeSpeaker } from './support/conference';
import { type App, startSessionService } from './support/start';

let running: App;
/** Without any reply in memory. */
let forgetful: Instance<SessionService>;
let camp: Conference;
/** Of which a version is released. */
let released: Conference;
let paths: string[];
beforeAll(async () => {
  running = await startSessionService();
  forgetful = await running.second({ REPLY_CACHE_MB: '0' });
  camp = await makeConference(running);
  released = await makeConference(running);
  paths = ['/sessions', '/sessions?q=talk'];
  for (const conference of [camp, released]) {
    const { id, team } = conference;
    const speakerIds = [await makeSpeaker(running)];
    const room = await conference.room();
    const track = expectStatus(await team('post', '/tracks', { eventId: id, name: 'Art', color: '#00ff00' }), 201).body
      .id;
    const talk = await conference.session('confirmed', { speakerIds, trackId: track });
    expectStatus(await conference.book(talk, room, 9, 10), 201);
    const slots = expectStatus(await team('get', `/slots?eventId=${id}`), 200).body.data;
    const slugs = `INSERT INTO event_slug_replicas (slug, event_id, claimed_at) VALUES ('slug-${id}', '${id}', now())`;
    await running.database.query(slugs);
    paths.push(
      ...['/sessions', '/rooms', '/tracks', '/slots', '/schedule-versions'].map(path => `${path}?eventId=${id}`),
      ...[`/sessions?eventId=slug-${id}`, `/sessions/${talk}`, `/sessions/${talk}?include=track,room`],
      ...[`/rooms/${room}`, `/tracks/${track}`, ...slots.map(slot => `/slots/${slot.id}`)],
    );
  }
  expectStatus(await released.team('post', '/schedule-versions', { eventId: released.id, name: '1' }), 201);
  paths.push(`/schedule-versions/latest?eventId=${released.id}`);
});
afterAll(async () => {
  await forgetful.stop();
  await running.stop();
});

const urlOf = (path: string, { url }: { url: string } = running) => `${url}/api/v1${path}`;
/** What any reply here is made of. */
const rows = /SELECT/;
const forgetAll = () => running.database.query('UPDATE event_replicas SET slug = slug');

test('replies from memory are those that are made of rows', async () => {
  for (const path of paths) {
    const kept = await readKept(rows, urlOf(path));
    expect(kept.status).toBe(200);
    expect(comparable(kept)).toEqual(comparable(await plainRead(urlOf(path, forgetful))));
  }
});

test('any change of a table that they are read from drops them', async () => {
  const tables = await tablesOf(running.database, async () => {
    for (const path of paths) {
      await forgetAll();
      await plainRead(urlOf(path));
    }
  });
  expect(tables.size).toBeGreaterThan(10);
  const watched = await watchedTables(running.database);
  expect([...tables].filter(table => !watched.has(table))).toEqual([]);
});

test.each([
  ['sessions', 'UPDATE sessions SET title = title WHERE event_id = $1'],
  [
    'session_speakers',
    'UPDATE session_speakers SET position = position WHERE session_id IN (SELECT id FROM sessions WHERE event_id = $1)',
  ],
  ['slots', 'UPDATE slots SET parallel = parallel WHERE event_id = $1'],
  ['rooms', 'UPDATE rooms SET name = name WHERE event_id = $1'],
  ['speaker_replicas', 'UPDATE speaker_replicas SET name = name WHERE $1::uuid IS NOT NULL'],
])('a change of %s drops the sessions of its event', async (_, sql) => {
  const url = urlOf(`/sessions?eventId=${camp.id}`);
  await readKept(rows, url);
  await running.database.query(sql, [camp.id]);
  expect(await asksFor(rows, () => plainRead(url))).toBe(true);
});

test('what is withdrawn is gone at once for everybody', async () => {
  const talk = await camp.session('confirmed');
  await readKept(rows, urlOf(`/sessions/${talk}`));
  expectStatus(await camp.team('post', `/sessions/${talk}/cancel`), 200);
  expect((await plainRead(urlOf(`/sessions/${talk}`))).status).toBe(404);
});
