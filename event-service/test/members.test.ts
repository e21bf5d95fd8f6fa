import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { account } from './support/accounts';
import { type Made, makeEvent, makePublished } from './support/events';
import { registered } from './support/registrations';
import { type Running, startEventService } from './support/start';

describe('the members of an event', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const put = (event: Made, userId: string, role: string, by = event.owner) =>
    by('put', `/events/${event.id}/members/${userId}`, { role });
  const member = async (event: Made, role: string) => {
    const id = await account(running);
    expect((await put(event, id, role)).status).toBe(201);
    return { id, api: running.as(id) };
  };
  const lastMessage = async (event: Made) =>
    (
      await running.database.query<{
        type: string;
        sequence: number;
        payload: { members: object[]; ownerId?: string };
      }>('SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY id DESC LIMIT 1', [event.id])
    )[0];

  test('get a role, another one, and none; each change is told with all who are left', async () => {
    const event = await makeEvent(running);
    const id = await account(running);
    const made = await put(event, id, 'reviewer');
    expect([made.status, made.headers.location]).toEqual([201, `/api/v1/events/${event.id}/members/${id}`]);
    expect(made.body).toMatchObject({ eventId: event.id, userId: id, role: 'reviewer', version: 1 });
    const members = [{ userId: id, role: 'reviewer' }];
    expect(await lastMessage(event)).toEqual({
      type: 'event.member-changed.v1',
      sequence: 2,
      payload: { eventId: event.id, userId: id, role: 'reviewer', members },
    });
    expect((await put(event, id, 'reviewer')).body).toEqual(made.body);
    expect((await lastMessage(event))?.sequence).toBe(2);
    const changed = await put(event, id, 'steward');
    expect([changed.status, changed.body.role, changed.body.version]).toEqual([200, 'steward', 2]);
    expect((await event.owner('get', `/events/${event.id}/members`)).body.data).toEqual([changed.body]);
    expect((await event.owner('delete', `/events/${event.id}/members/${id}`)).status).toBe(204);
    expect((await event.owner('delete', `/events/${event.id}/members/${id}`)).status).toBe(404);
    expect(await lastMessage(event)).toMatchObject({
      sequence: 4,
      payload: { userId: id, role: null, members: [] },
    });
  });

  test('may what their role says, and no more', async () => {
    const event = await makePublished(running, { capacity: 5 });
    const [guest] = await registered(running, event.id, 1);
    const [organizer, reviewer, steward] = [
      await member(event, 'organizer'),
      await member(event, 'reviewer'),
      await member(event, 'steward'),
    ];
    const may = async (api: Made['owner']) => ({
      edit: (await api('patch', `/events/${event.id}`, { description: randomUUID() })).status,
      list: (await api('get', `/events/${event.id}/registrations`)).status,
      csv: (await api('get', `/events/${event.id}/registrations.csv`)).status,
      scan: (await api('post', `/events/${event.id}/check-ins`, { ticketCode: '0' })).status,
      cancel: (await api('delete', `/events/${event.id}/registrations/${guest?.id}`)).status,
      members: (await api('get', `/events/${event.id}/members`)).status,
      appoint: (await api('put', `/events/${event.id}/members/${steward.id}`, { role: 'organizer' })).status,
      handOver: (await api('post', `/events/${event.id}/ownership`, { userId: steward.id })).status,
    });
    const nothing = {
      edit: 403,
      list: 403,
      csv: 403,
      scan: 403,
      cancel: 404,
      members: 403,
      appoint: 403,
      handOver: 403,
    };
    expect(await may(running.as(randomUUID()))).toEqual(nothing);
    expect(await may(reviewer.api)).toEqual({ ...nothing, members: 200 });
    expect(await may(steward.api)).toEqual({ ...nothing, list: 200, scan: 404, cancel: 403, members: 200 });
    expect(await may(organizer.api)).toEqual({
      ...{ edit: 200, list: 200, csv: 200, scan: 404, cancel: 204, members: 200 },
      ...{ appoint: 403, handOver: 403 },
    });
    expect((await organizer.api('get', `/events/${event.id}`)).body.allowedActions).toContain('update');
    expect((await reviewer.api('get', `/events/${event.id}`)).body.allowedActions).toEqual([]);
  });

  test('see the drafts of their events, which others do not know of', async () => {
    const event = await makeEvent(running);
    const reviewer = await member(event, 'reviewer');
    const stranger = running.as(randomUUID());
    const mine = await reviewer.api('get', '/events?mine=true');
    expect(mine.body.data.map(({ id }: { id: string }) => id)).toEqual([event.id]);
    expect((await reviewer.api('get', `/events/${event.id}`)).status).toBe(200);
    expect((await stranger('get', `/events/${event.id}`)).status).toBe(404);
    expect((await stranger('get', `/events/${event.id}/members`)).status).toBe(404);
    expect((await put(event, reviewer.id, 'organizer', stranger)).status).toBe(404);
    expect((await running.as()('get', `/events/${event.id}/members`)).status).toBe(401);
  });

  test('may leave', async () => {
    const event = await makeEvent(running);
    const steward = await member(event, 'steward');
    expect((await steward.api('delete', `/events/${event.id}/members/${steward.id}`)).status).toBe(204);
    expect((await steward.api('get', `/events/${event.id}`)).status).toBe(404);
  });

  test('are accounts that exist and are not the owner, each in one role', async () => {
    const event = await makeEvent(running);
    expect((await put(event, randomUUID(), 'steward')).status).toBe(404);
    expect((await put(event, newId(), 'steward')).status).toBe(503);
    expect((await put(event, await account(running, 'disabled'), 'steward')).body.code).toBe('event.account-disabled');
    expect((await put(event, event.ownerId, 'steward')).body.code).toBe('member.is-owner');
    const id = await account(running);
    expect((await put(event, id, 'owner')).status).toBe(400);
    expect((await put(event, 'me', 'steward')).status).toBe(400);
    expect((await put(event, id, 'steward').set('if-match', '"1"')).status).toBe(412);
    await put(event, id, 'steward');
    expect((await put(event, id, 'organizer').set('if-match', '"7"')).status).toBe(412);
    expect((await put(event, id, 'organizer').set('if-match', '"1"')).status).toBe(200);
  });

  test('are listed page by page, by role', async () => {
    const event = await makeEvent(running);
    const ids = [];
    for (const role of ['reviewer', 'steward', 'reviewer']) ids.push((await member(event, role)).id);
    const list = (query: string) => event.owner('get', `/events/${event.id}/members${query}`);
    const first = await list('?limit=2');
    const next = await list(`?limit=2&cursor=${first.body.page.nextCursor}`);
    const seen = [...first.body.data, ...next.body.data].map(({ userId }) => userId);
    expect(seen).toEqual(ids.toSorted());
    expect((await list('?role=reviewer')).body.data).toHaveLength(2);
    expect((await list('?role=owner')).status).toBe(400);
  });

  test('an event is handed over to an account; who had it stays as an organizer', async () => {
    const event = await makePublished(running);
    const heir = await member(event, 'reviewer');
    const handOver = (userId: string) => event.owner('post', `/events/${event.id}/ownership`, { userId });
    expect((await handOver(randomUUID())).status).toBe(404);
    expect((await handOver(event.ownerId)).body.version).toBe(3);
    const reply = await handOver(heir.id);
    expect([reply.status, reply.body.ownerId, reply.body.version]).toEqual([200, heir.id, 4]);
    expect(await lastMessage(event)).toMatchObject({
      type: 'event.updated.v1',
      payload: { ownerId: heir.id, members: [{ userId: event.ownerId, role: 'organizer' }] },
    });
    expect((await event.owner('patch', `/events/${event.id}`, { title: 'Mine no more' })).status).toBe(200);
    expect((await handOver(event.ownerId)).status).toBe(403);
    expect((await heir.api('get', `/events/${event.id}/members`)).body.data).toMatchObject([{ userId: event.ownerId }]);
  });
});
