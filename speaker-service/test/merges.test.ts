import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createGrpcClient, type GrpcClient } from '@ems/chassis/grpc';
import { messageOf, type TestBroker, tell } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Running, startBroker, startSpeakerService } from './support/start';

describe('merging two profiles of one person', () => {
  let broker: TestBroker;
  let running: Running;
  let client: GrpcClient;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
    const protoFile = join(__dirname, '../../proto/speaker.proto');
    client = createGrpcClient({ protoFile, serviceName: 'speaker.v1.SpeakerService', target: running.grpcTarget });
  });
  afterAll(async () => {
    client.close();
    await running.stop();
  });

  const maker = randomUUID();
  const mine = (...call: Parameters<ReturnType<Running['as']>>) => running.as(maker)(...call);
  const make = async (body: object = {}) =>
    (await mine('post', '/speakers', { name: 'Ada', ...body })).body.id as string;
  const merge = (id: string, into: unknown, who = mine) => who('post', `/speakers/${id}/merge`, { into });
  const setUser = (id: string, userId: string) =>
    running.database.query('UPDATE speakers SET user_id = $1 WHERE id = $2', [userId, id]);
  const messagesOf = (id: string) =>
    running.database.query('SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY id', [id]);
  const locationOf = async (path: string) => {
    const { status, headers } = await mine('get', path);
    return [status, headers.location];
  };
  const tellSession = (id: string, sequence: number, fact: string, speakerIds: string[]) => {
    const data = { id, eventId: randomUUID(), title: 'Notes', state: 'confirmed', speakerIds };
    return tell(broker, running.database, messageOf(`session.${fact}.v1`, id, sequence, data));
  };

  test('one stands with what it has and what it lacked, and the other’s id leads to it', async () => {
    const stands = await make({ bio: 'Wrote.', languages: ['en'] });
    const goes = await make({
      name: 'A. Lovelace',
      bio: 'Other.',
      company: 'Engines',
      languages: ['fr'],
      topics: ['x'],
    });
    const reply = await merge(goes, stands);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ id: stands, name: 'Ada', bio: 'Wrote.', company: 'Engines', version: 2 });
    expect(reply.body).toMatchObject({ languages: ['en'], topics: ['x'] });
    expect(await locationOf(`/speakers/${goes}`)).toEqual([308, `/api/v1/speakers/${stands}`]);
    expect((await mine('get', `/speakers?ids=${goes}`)).body.data.map(({ id }: { id: string }) => id)).toEqual([
      stands,
    ]);
    expect((await mine('get', '/speakers?q=lovelace')).body.data).toEqual([]);
  });

  test('both say so in their next message', async () => {
    const [stands, goes] = [await make(), await make()];
    await merge(goes, stands);
    const state = { id: stands, userId: null, createdBy: maker };
    expect((await messagesOf(goes)).at(-1)).toEqual({
      type: 'speaker.merged.v1',
      sequence: 2,
      payload: { id: goes, into: stands },
    });
    expect((await messagesOf(stands)).at(-1)).toEqual({ type: 'speaker.updated.v1', sequence: 2, payload: state });
  });

  test('every read and change of the other is redirected with its query; deleting and merging it are not', async () => {
    const [stands, goes, event] = [await make(), await make(), randomUUID()];
    await merge(goes, stands);
    for (const [method, path] of [
      ['patch', ''],
      ['get', `/availability?eventId=${event}`],
      ['put', `/availability?eventId=${event}`],
      ['get', '/invitations?limit=7'],
      ['post', '/invitations'],
      ['get', `/invitations/${event}`],
    ] as const) {
      const body = { put: [], patch: {}, post: { email: 'a@example.org' }, get: undefined }[method];
      const reply = await mine(method, `/speakers/${goes.toUpperCase()}${path}`, body);
      expect([reply.status, reply.headers.location]).toEqual([308, `/api/v1/speakers/${stands}${path}`]);
    }
    expect((await mine('delete', `/speakers/${goes}`)).status).toBe(404);
    expect((await merge(goes, await make())).status).toBe(404);
    expect((await mine('get', `/speakers/${stands}`)).status).toBe(200);
  });

  test('one that was merged into one that was merged leads to the last, in one step, also by gRPC', async () => {
    const [first, second, third, other] = [await make(), await make(), await make({ name: 'Last' }), await make()];
    await merge(first, second);
    await merge(second, third);
    expect(await locationOf(`/speakers/${first}`)).toEqual([308, `/api/v1/speakers/${third}`]);
    const speaker = z.object({ id: z.string(), name: z.string(), merged_ids: z.array(z.string()) });
    const one = await client.call('GetSpeaker', { id: first }, z.object({ speaker }));
    expect(one.speaker).toEqual({ id: third, name: 'Last', merged_ids: [first] });
    const many = await client.call(
      'BatchGetSpeakers',
      { ids: [second.toUpperCase(), other, third, first] },
      z.object({ speakers: z.array(speaker) }),
    );
    expect(many.speakers.map(({ id }) => id)).toEqual([third, other]);
    expect(many.speakers[0]?.merged_ids.toSorted()).toEqual([first, second].toSorted());
    expect(many.speakers[1]?.merged_ids).toEqual([]);
  });

  test('the sessions follow, also those of which a late message still names the other', async () => {
    const [stands, goes] = [await make(), await make()];
    const [session, late] = [randomUUID(), randomUUID()];
    await tellSession(session, 1, 'created', [goes, stands]);
    await merge(goes, stands);
    await tellSession(late, 1, 'created', [goes]);
    const refused = await mine('delete', `/speakers/${stands}`);
    expect([refused.status, refused.body.sessionIds?.toSorted()]).toEqual([409, [session, late].toSorted()]);
    await tellSession(session, 2, 'speakers-changed', []);
    await tellSession(late, 2, 'speakers-changed', [stands]);
    expect((await mine('delete', `/speakers/${stands}`)).body.sessionIds).toEqual([late]);
  });

  test('the person who claimed the one that goes has the one that stands; its invitations end', async () => {
    const [stands, goes, self] = [await make(), await make(), randomUUID()];
    const { token } = (await mine('post', `/speakers/${stands}/invitations`, { email: 'x@example.org' })).body;
    await setUser(goes, self);
    expect((await merge(goes, stands, running.as(randomUUID(), 'admin'))).status).toBe(200);
    expect((await running.as(self)('get', '/speakers/me')).body.id).toBe(stands);
    expect((await running.as(randomUUID())('post', '/speakers/claims', { token })).status).toBe(404);
  });

  test('of the availability, what the one that stands told holds, and what only the other told is added', async () => {
    const [stands, goes, both, one] = [await make(), await make(), randomUUID(), randomUUID()];
    const day = (date: number) => ({
      startsAt: `2027-05-0${date}T08:00:00.000Z`,
      endsAt: `2027-05-0${date}T09:00:00.000Z`,
    });
    const at = (id: string, event: string) => `/speakers/${id}/availability?eventId=${event}`;
    await mine('put', at(stands, both), [day(1)]);
    await mine('put', at(goes, both), [day(2)]);
    await mine('put', at(goes, one), [day(3)]);
    await merge(goes, stands);
    expect((await mine('get', at(stands, both))).body).toEqual([day(1)]);
    expect((await mine('get', at(stands, one))).body).toEqual([day(3)]);
    expect(await messagesOf(stands)).toContainEqual({
      type: 'speaker.availability-changed.v1',
      sequence: 3,
      payload: { id: stands, eventId: one, intervals: [day(3)] },
    });
  });

  test('only who may change both may merge them, and nobody merges two people', async () => {
    const [self, other, admin] = [randomUUID(), randomUUID(), running.as(randomUUID(), 'admin')];
    const theirs = (await running.as(other)('post', '/speakers', { name: 'Theirs' })).body.id;
    const [own, claimed] = [await make(), await make()];
    await setUser(claimed, self);
    for (const [id, into] of [
      [own, theirs],
      [theirs, own],
      [own, claimed],
      [claimed, own],
    ]) {
      expect((await merge(String(id), into)).status).toBe(403);
    }
    expect((await merge(own, theirs, running.as())).status).toBe(401);
    await setUser(theirs, other);
    const refused = await merge(theirs, claimed, admin);
    expect([refused.status, refused.body.code]).toEqual([409, 'speaker.both-claimed']);
    expect((await merge(own, claimed, admin)).status).toBe(200);
  });

  test('the two merged into one another at once: one way wins, and one profile stands', async () => {
    const [left, right] = [await make(), await make()];
    const replies = await Promise.all([merge(left, right), merge(right, left)]);
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 400]);
    const statuses = await Promise.all([left, right].map(async id => (await mine('get', `/speakers/${id}`)).status));
    expect(statuses.toSorted()).toEqual([200, 308]);
  });

  test('the same merge ten times at once, or again later, is one', async () => {
    const [stands, goes] = [await make(), await make()];
    const replies = await Promise.all(Array.from({ length: 10 }, () => merge(goes, stands)));
    expect(replies.map(reply => [reply.status, reply.body.version])).toEqual(Array(10).fill([200, 2]));
    expect(await messagesOf(goes)).toHaveLength(2);
  });

  test('who read an older version of the one that goes does not merge it', async () => {
    const [stands, goes] = [await make(), await make()];
    await mine('patch', `/speakers/${goes}`, { bio: 'New.' });
    expect((await merge(goes, stands).set('if-match', '"1"')).status).toBe(412);
    expect((await merge(goes, stands).set('if-match', '"2"')).status).toBe(200);
  });

  test.each([
    ['into nothing', {}, '#/into'],
    ['into what is no id', { into: 'ada' }, '#/into'],
    ['into one that there is not', { into: randomUUID() }, '#/into'],
    ['with an unknown field', { into: randomUUID(), force: true }, '#/force'],
  ])('a merge %s is refused', async (_, body, pointer) => {
    const id = await make();
    const reply = await mine('post', `/speakers/${id}/merge`, body);
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, pointer]);
    const itself = await merge(id, id.toUpperCase());
    expect([itself.status, itself.body.errors[0].pointer]).toEqual([400, '#/into']);
  });
});
