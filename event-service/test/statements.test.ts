import { randomUUID } from 'node:crypto';
import { countSent, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makePublished, type TestEvent } from './support/events';
import { type App, startEventService } from './support/start';

let running: App;
let event: TestEvent;
beforeAll(async () => {
  running = await startEventService();
  event = await makePublished(running, { slug: 'first-name', tags: ['free software'] });
  expectStatus(await event.owner('patch', `/events/${event.id}`, { slug: 'second-name' }), 200);
});
afterAll(() => running.stop());

/** Each read with its statements, all of them one after another: as many round trips to the database. */
const reads: [what: string, path: () => `/events${string}`, status: 200 | 308 | 404, statements: number][] = [
  ['an event by its id', () => `/events/${event.id}`, 200, 1],
  ['an event by its slug', () => '/events/second-name', 200, 1],
  ['an event by its old slug', () => '/events/first-name', 308, 1],
  ['an event that is not there', () => `/events/${randomUUID()}`, 404, 1],
  ['a list', () => '/events', 200, 1],
  ['a search', () => '/events?q=software&city=Berlin&tag=free%20software', 200, 1],
  ['a list that is counted', () => '/events?count=true', 200, 2],
];

test.each(reads)('%s', async (_, path, status, statements) => {
  for (const api of [running.as(), running.as(randomUUID()), event.owner]) {
    expect(await countSent(async () => expectStatus(await api('get', path()), status))).toMatchObject({ statements });
  }
});
