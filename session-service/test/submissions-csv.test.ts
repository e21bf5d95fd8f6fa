import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Conference, makeConference, makeSpeaker, speakerName } from './support/conference';
import { type App, startSessionService } from './support/start';

let running: App;
let camp: Conference;
beforeAll(async () => {
  running = await startSessionService();
  camp = await makeConference(running, { cfpOpen: true });
});
afterAll(() => running.stop());

test('the team gets its submissions as a table: what is decided, who speaks, and what reviewers think', async () => {
  const reviewer = randomUUID();
  await running.database.query('UPDATE event_replicas SET reviewer_ids = $2 WHERE id = $1', [camp.id, [reviewer]]);
  const ada = randomUUID();
  const body = { eventId: camp.id, title: '=SUM(A1:A9)', submit: true, speakerIds: [await makeSpeaker(running, ada)] };
  const { id } = expectStatus(await running.as(ada)('post', '/sessions', body), 201).body;
  expectStatus(await running.as(ada)('post', '/sessions', { eventId: camp.id, title: 'A draft' }), 201);
  expectStatus(await running.as(reviewer)('put', `/sessions/${id}/reviews/me`, { score: 4 }), 200);
  expectStatus(await camp.team('post', `/sessions/${id}/accept`, { note: 'A, "must"', message: 'Come' }), 200);

  const reply = expectStatus(await camp.team('get', `/events/${camp.id}/submissions.csv`), 200);
  expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
  expect(reply.headers['content-disposition']).toBe(`attachment; filename="conf-${camp.id}-submissions.csv"`);
  const [header, line, ...rest] = reply.text.split('\r\n');
  expect(header).toMatch(/^\uFEFFid,title,status,announcedStatus,/);
  expect(line).toContain(`${id},'=SUM(A1:A9),accepted,submitted,talk,,${speakerName},${ada},45,`);
  expect(line).toContain(',1,4,"A, ""must""",Come,');
  expect(rest).toEqual(['']);
  for (const by of [running.as(reviewer), running.as(ada)])
    expectStatus(await by('get', `/events/${camp.id}/submissions.csv`), 403);
});
