import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Conference, makeConference } from './support/conference';
import { type Api, type App, startSessionService } from './support/start';

describe('a steward, who checks tickets, sees of a schedule what the public sees', () => {
  let running: App;
  let camp: Conference;
  let steward: Api;
  let shown: string;
  let hidden: string;
  const slots: Record<string, string> = {};
  beforeAll(async () => {
    running = await startSessionService();
    camp = await makeConference(running);
    const userId = randomUUID();
    await running.database.query('UPDATE event_replicas SET steward_ids = $2::uuid[] WHERE id = $1', [
      camp.id,
      [userId],
    ]);
    steward = running.as(userId);
    [shown, hidden] = [await camp.session('confirmed'), await camp.session('accepted', { title: 'Not yet' })];
    for (const session of [shown, hidden]) {
      slots[session] = (await camp.book(session, await camp.room(), 9, 10)).body.id;
    }
  });
  afterAll(() => running.stop());

  test('in lists', async () => {
    const ids = async (path: '/slots' | '/sessions') =>
      expectStatus(await steward('get', `${path}?eventId=${camp.id}`), 200).body.data.map(({ id }) => id);
    expect(await ids('/slots')).toEqual([slots[shown]]);
    expect(await ids('/sessions')).toEqual([shown]);
  });

  test('one by one', async () => {
    expectStatus(await steward('get', `/slots/${slots[shown]}`), 200);
    expectStatus(await steward('get', `/slots/${slots[hidden]}`), 404);
    expectStatus(await steward('get', `/sessions/${hidden}`), 404);
  });

  test.each(['/conflicts', '/conflicts/rules', '/schedule-versions/wip'])('of %s, nothing', async path =>
    expectStatus(await steward('get', `${path}?eventId=${camp.id}`), 403),
  );

  test('of how a session came to be, and of who released a schedule, nothing', async () => {
    expectStatus(await steward('get', `/sessions/${shown}/history`), 403);
    expectStatus(await steward('get', `/sessions/${hidden}/history`), 404);
    await camp.team('post', '/schedule-versions', { eventId: camp.id, name: '1.0' });
    const { body } = await steward('get', `/schedule-versions/latest?eventId=${camp.id}`);
    expect(body).toMatchObject({ name: '1.0' });
    expect(body).not.toHaveProperty('releasedBy');
  });
});
