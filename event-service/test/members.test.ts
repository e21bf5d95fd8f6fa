import { randomUUID } from 'node:crypto';
import { newId } from '@ems/chassis/database';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeEvent, makeMember, makePublished, type TestEvent } from './support/events';
import { registered } from './support/registrations';
import { type App, startEventService } from './support/start';
import { knownUser } from './support/users';

describe('the members of an event', () => {
  let running: App;
  beforeAll(async () => {
    running = await startEventService();
  });
  afterAll(() => running.stop());

  const put = (event: TestEvent, userId: string, role: string, by = event.owner) =>
    by('put', `/events/${event.id}/members/${userId}`, { role });
  const member = (event: TestEvent, role: string) => makeMember(running, event, role);
  const lastMessage = async (event: TestEvent) =>
    (
      await running.database.query<{
        type: string;
        sequence: number;
        payload: { members: object[]; ownerId?: string };
      }>('SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY id DESC LIMIT 1', [event.id])
    )[0];

  test('get a role, another one, and none; each change sends a message with all members', async () => {
    const event = await makeEvent(running);
    const { id } = await member(event, 'reviewer');
    const [made] = expectStatus(await event.owner('get', `/events/${event.id}/members`), 200).body.data;
    expect(made).toMatchObject({ eventId: event.id, userId: id, role: 'reviewer', version: 1 });
    const members = [{ userId: id, role: 'reviewer' }];
    expect(await lastMessage(event)).toEqual({
      type: 'event.member-changed.v1',
      sequence: 2,
      payload: { eventId: event.id, userId: id, role: 'reviewer', members },
    });
    expect((await put(event, id, 'reviewer')).body).toEqual(made);
    expect((await lastMessage(event))?.sequence).toBe(2);
    const changed = expectStatus(await put(event, id, 'steward'), 200);
    expect(changed.body.role).toBe('steward');
    expect(changed.body.version).toBe(2);
    expect((await event.owner('get', `/events/${event.id}/members`)).body.data).toEqual([changed.body]);
    expectStatus(await event.owner('delete', `/events/${event.id}/members/${id}`), 204);
    expectStatus(await event.owner('delete', `/events/${event.id}/members/${id}`), 404);
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
    const may = async (api: TestEvent['owner']) => ({
      edit: (await api('patch', `/events/${event.id}`, { description: randomUUID() })).status,
      list: (await api('get', `/events/${event.id}/registrations`)).status,
      csv: (await api('get', `/events/${event.id}/registrations.csv`)).status,
      walkIn: (await api('post', `/events/${event.id}/registrations`, { name: 'Ada' })).status,
      scan: (await api('post', `/events/${event.id}/check-ins`, { ticketCode: '0' })).status,
      cancel: (await api('delete', `/events/${event.id}/registrations/${guest?.id}`)).status,
      members: (await api('get', `/events/${event.id}/members`)).status,
      appoint: (await api('put', `/events/${event.id}/members/${steward.id}`, { role: 'organizer' })).status,
      transfer: (await api('post', `/events/${event.id}/ownership`, { userId: steward.id })).status,
    });
    const nothing = {
      edit: 403,
      list: 403,
      csv: 403,
      walkIn: 403,
      scan: 403,
      cancel: 404,
      members: 403,
      appoint: 403,
      transfer: 403,
    };
    expect(await may(running.as(randomUUID()))).toEqual(nothing);
    expect(await may(reviewer.api)).toEqual({ ...nothing, members: 200 });
    expect(await may(steward.api)).toEqual({
      ...nothing,
      list: 200,
      walkIn: 201,
      scan: 404,
      cancel: 403,
      members: 200,
    });
    expect(await may(organizer.api)).toEqual({
      ...{ edit: 200, list: 200, csv: 200, walkIn: 201, scan: 404, cancel: 204, members: 200 },
      ...{ appoint: 403, transfer: 403 },
    });
    expect((await organizer.api('get', `/events/${event.id}`)).body.allowedActions).toContain('update');
    expect((await reviewer.api('get', `/events/${event.id}`)).body.allowedActions).toEqual(['register']);
  });

  test('see the drafts of their events, which others do not know of', async () => {
    const event = await makeEvent(running);
    const reviewer = await member(event, 'reviewer');
    const stranger = running.as(randomUUID());
    const mine = await reviewer.api('get', '/events?mine=true');
    expect(mine.body.data.map(({ id }) => id)).toEqual([event.id]);
    expectStatus(await reviewer.api('get', `/events/${event.id}`), 200);
    expectStatus(await stranger('get', `/events/${event.id}`), 404);
    expectStatus(await stranger('get', `/events/${event.id}/members`), 404);
    expectStatus(await put(event, reviewer.id, 'organizer', stranger), 404);
    expectStatus(await running.as()('get', `/events/${event.id}/members`), 401);
  });

  test('may leave', async () => {
    const event = await makeEvent(running);
    const steward = await member(event, 'steward');
    expectStatus(await steward.api('delete', `/events/${event.id}/members/${steward.id}`), 204);
    expectStatus(await steward.api('get', `/events/${event.id}`), 404);
  });

  test('are accounts that exist and are not the owner, each in one role', async () => {
    const event = await makeEvent(running);
    expectStatus(await put(event, randomUUID(), 'steward'), 404);
    expectStatus(await put(event, newId(), 'steward'), 503);
    expectStatus(await put(event, await knownUser(running, 'disabled'), 'steward'), 409, 'user.disabled');
    expectStatus(await put(event, event.ownerId, 'steward'), 409, 'member.is-owner');
    const stranger = await knownUser(running);
    expectStatus(await put(event, stranger, 'owner'), 400);
    expectStatus(await put(event, 'me', 'steward'), 400);
    expectStatus(await put(event, stranger, 'steward').set('if-match', '"1"'), 412);
    const { id } = await member(event, 'steward');
    expectStatus(await put(event, id, 'organizer').set('if-match', '"7"'), 412);
    expectStatus(await put(event, id, 'organizer').set('if-match', '"1"'), 200);
  });

  test('are listed page by page, by role', async () => {
    const event = await makeEvent(running);
    const ids = [];
    for (const role of ['reviewer', 'steward', 'reviewer']) ids.push((await member(event, role)).id);
    const list = (query: string) => event.owner('get', `/events/${event.id}/members?${query}`);
    const first = await list('limit=2');
    const next = await list(`limit=2&cursor=${first.body.page.nextCursor}`);
    const seen = [...first.body.data, ...next.body.data].map(({ userId }) => userId);
    expect(seen).toEqual(ids.toSorted());
    expect((await list('role=reviewer')).body.data).toHaveLength(2);
    expectStatus(await list('role=owner'), 400);
  });

  test('the ownership of an event goes to an account that accepts it; the former owner stays as an organizer', async () => {
    const event = await makePublished(running);
    const heir = await member(event, 'reviewer');
    const transfer = (userId: string) => event.owner('post', `/events/${event.id}/ownership`, { userId });
    expectStatus(await transfer(randomUUID()), 404);
    expect(expectStatus(await transfer(event.ownerId), 200).body.version).toBe(3);
    const { offer } = expectStatus(await transfer(heir.id), 202).body;
    expect(offer).toMatchObject({ kind: 'owner', role: null, toUserId: heir.id, status: 'pending' });
    expect((await event.owner('get', `/events/${event.id}`)).body).toMatchObject({
      ownerId: event.ownerId,
      version: 3,
    });
    expectStatus(await heir.api('post', `/events/offers/${offer.id}/accept`), 200);
    expect((await heir.api('get', `/events/${event.id}`)).body).toMatchObject({ ownerId: heir.id, version: 4 });
    expect(await lastMessage(event)).toMatchObject({
      type: 'event.updated.v1',
      payload: { ownerId: heir.id, members: [{ userId: event.ownerId, role: 'organizer' }] },
    });
    expectStatus(await event.owner('patch', `/events/${event.id}`, { title: 'Mine no more' }), 200);
    expectStatus(await transfer(event.ownerId), 403);
    expect((await heir.api('get', `/events/${event.id}/members`)).body.data).toMatchObject([{ userId: event.ownerId }]);
  });
});
