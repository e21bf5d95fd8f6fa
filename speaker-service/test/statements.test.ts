import { randomUUID } from 'node:crypto';
import { countSent, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Api, type App, startSpeakerService } from './support/start';

let running: App;
let creator: Api;
let id: string;
beforeAll(async () => {
  running = await startSpeakerService();
  creator = running.as(randomUUID());
  const profile = { name: 'Ada Lovelace', topics: ['engines'], languages: ['en'] };
  id = expectStatus(await creator('post', '/speakers', profile), 201).body.id;
});
afterAll(() => running.stop());

/** Each read with its statements, all of them one after another: as many round trips to the database. */
const reads: [what: string, path: () => `/speakers${string}`, statements: number][] = [
  ['a profile', () => `/speakers/${id}`, 1],
  ['a list', () => '/speakers', 1],
  ['a search', () => '/speakers?q=ada&topic=engines&language=en', 1],
  ['a list that is counted', () => '/speakers?count=true', 2],
  ['a list of ids', () => `/speakers?ids=${id}`, 2],
  ['who speaks at an event', () => `/speakers?eventId=${randomUUID()}`, 1],
];

test.each(reads)('%s', async (_, path, statements) => {
  for (const api of [running.as(), running.as(randomUUID()), creator]) {
    expect(await countSent(async () => expectStatus(await api('get', path()), 200))).toMatchObject({ statements });
  }
});

test('a change of a profile', async () => {
  const change = async () => expectStatus(await creator('patch', `/speakers/${id}`, { tagline: randomUUID() }), 200);
  // BEGIN, the lock and what the decision needs leave together; so do what is written, the message and COMMIT.
  expect(await countSent(change)).toEqual({ statements: 6, roundTrips: 2 });
});
