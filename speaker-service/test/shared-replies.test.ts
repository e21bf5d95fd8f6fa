import { randomUUID } from 'node:crypto';
import {
  asksFor,
  comparable,
  expectStatus,
  type Instance,
  plainRead,
  readKept,
  startBroker,
  tablesOf,
  watchedTables,
} from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SpeakerService } from '../src/service';
import { type Conference, makeConference } from './support/conference';
import { type Api, type App, startSpeakerService } from './support/start';

let running: App;
/** Without any reply in memory. */
let forgetful: Instance<SpeakerService>;
let camp: Conference;
let creator: Api;
let id: string;
let paths: string[];
beforeAll(async () => {
  const broker = await startBroker();
  running = await startSpeakerService(broker);
  forgetful = await running.second({ REPLY_CACHE_MB: '0' });
  creator = running.as(randomUUID());
  id = expectStatus(await creator('post', '/speakers', { name: 'Ada Lovelace', topics: ['engines'] }), 201).body.id;
  camp = await makeConference(running, broker);
  await camp.release([await camp.add('confirmed', id)]);
  await camp.add('confirmed', id);
  paths = [
    ...[`/speakers/${id}`, '/speakers', '/speakers?q=ada', `/speakers?ids=${id}`, `/speakers?eventId=${camp.slug}`],
    ...[`/speakers/${id}/sessions`, `/speakers/${id}/sessions?eventId=${camp.id}`],
  ];
});
afterAll(async () => {
  await forgetful.stop();
  await running.stop();
});

const urlOf = (path: string, { url }: { url: string } = running) => `${url}/api/v1${path}`;
/** What any reply here is made of; the relay and heartbeats ask for others. */
const rows = /FROM\s+"?(public"?\."?)?speakers/;

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
      await running.database.query('UPDATE speakers SET name = name');
      await plainRead(urlOf(path));
    }
  });
  // Of messages that arrive meanwhile.
  for (const own of ['inbox', 'known_timelines', 'subjects_ahead', 'deliveries_in_hand']) tables.delete(own);
  expect(tables.size).toBeGreaterThan(4);
  const watched = await watchedTables(running.database);
  expect([...tables].filter(table => !watched.has(table))).toEqual([]);
});

test('a session of which a message tells is shown at once', async () => {
  const path = `/speakers/${id}/sessions`;
  await readKept(rows, urlOf(path));
  await camp.add('confirmed', id);
  expect(await asksFor(rows, () => plainRead(urlOf(path)))).toBe(true);
});

test('a profile that is changed or deleted is so at once for everybody', async () => {
  const made = expectStatus(await creator('post', '/speakers', { name: 'Charles Babbage' }), 201).body.id;
  const url = urlOf(`/speakers/${made}`);
  await readKept(rows, url);
  expectStatus(await creator('patch', `/speakers/${made}`, { name: 'Ch. Babbage' }), 200);
  expect(JSON.parse((await plainRead(url)).bytes.toString()).name).toBe('Ch. Babbage');
  await readKept(rows, url);
  expectStatus(await creator('delete', `/speakers/${made}`), 204);
  expect((await plainRead(url)).status).toBe(404);
});
