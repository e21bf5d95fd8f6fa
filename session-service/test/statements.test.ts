import { randomUUID } from 'node:crypto';
import { countSent, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Conference, makeConference, makeSpeaker } from './support/conference';
import { type App, startSessionService } from './support/start';

let running: App;
let camp: Conference;
let talk: string;
beforeAll(async () => {
  running = await startSessionService();
  camp = await makeConference(running);
  const speakerIds = [await makeSpeaker(running)];
  talk = await camp.session('confirmed', { title: 'Open hardware', speakerIds });
  await camp.session('accepted');
  const room = await camp.room();
  expectStatus(await camp.book(talk, room, 9, 10), 201);
});
afterAll(() => running.stop());

/** Each read with its statements, all of them one after another: as many round trips to the database. */
const reads: [what: string, path: () => string, status: 200 | 404, statements: number][] = [
  ['a session', () => `/sessions/${talk}`, 200, 1],
  ['a session with its room', () => `/sessions/${talk}?include=room`, 200, 2],
  ['a session that is not there', () => `/sessions/${randomUUID()}`, 404, 1],
  ['a list', () => `/sessions?eventId=${camp.id}`, 200, 2],
  ['a search', () => `/sessions?eventId=${camp.id}&q=hardware`, 200, 2],
  ['a list that is counted', () => `/sessions?eventId=${camp.id}&count=true`, 200, 3],
];

test.each(reads)('%s', async (_, path, status, statements) => {
  for (const api of [running.as(), running.as(randomUUID()), camp.team]) {
    expect(await countSent(async () => expectStatus(await api('get', path()), status))).toMatchObject({ statements });
  }
});

test('what is held of an event, and all that was submitted to it, cost the same whatever their number', async () => {
  const [decisions, submissions] = [`/events/${camp.id}/decisions`, `/events/${camp.id}/submissions.csv`] as const;
  expect(await countSent(async () => expectStatus(await camp.team('get', decisions), 200))).toMatchObject({
    statements: 3,
  });
  expect(await countSent(async () => expectStatus(await camp.team('get', submissions), 200))).toMatchObject({
    statements: 2,
  });
});

test('names of a release cost one statement more, whatever their number', async () => {
  expectStatus(await camp.team('post', '/schedule-versions', { eventId: camp.id, name: '1' }), 201);
  const read = async () => expectStatus(await running.as()('get', `/sessions?eventId=${camp.id}`), 200);
  expect(await countSent(read)).toMatchObject({ statements: 3 });
});
