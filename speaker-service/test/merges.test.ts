import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createGrpcClient, type GrpcClient } from '@ems/chassis/grpc';
import { deliver, expectProblem, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { tokenOf } from './support/accounts';
import { type Api, type App, startSpeakerService } from './support/start';

describe('merging two profiles of one person', () => {
  let broker: TestBroker;
  let running: App;
  let client: GrpcClient;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
    const protoFile = join(__dirname, '../../proto/speaker.proto');
    client = createGrpcClient({
      protoFile,
      serviceName: 'speaker.v1.SpeakerService',
      target: `127.0.0.1:${running.service.grpcPort()}`,
    });
  });
  afterAll(async () => {
    client.close();
    await running.stop();
  });

  const creator = randomUUID();
  const mine: Api = (...call) => running.as(creator)(...call);
  const make = async (body: object = {}) => (await mine('post', '/speakers', { name: 'Ada', ...body })).body.id;
  const merge = (id: string, into: unknown, who = mine) => who('post', `/speakers/${id}/merge`, { into });
  const setUser = (id: string, userId: string) =>
    running.database.query('UPDATE speakers SET user_id = $1 WHERE id = $2', [userId, id]);
  const messagesOf = (id: string) =>
    running.database.query('SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY id', [id]);
  const locationOf = async (path: string) => {
    const { status, headers } = await mine('get', path);
    return [status, headers.location];
  };
  const publishSession = (id: string, sequence: number, fact: string, speakerIds: string[]) => {
    const data = { id, eventId: randomUUID(), title: 'Notes', status: 'confirmed', speakerIds };
    return deliver(broker, running.database, messageOf(`session.${fact}.v1`, id, sequence, data));
  };

  test('the target keeps what it has and takes what it lacks, and the merged id redirects to it', async () => {
    const target = await make({ bio: 'Wrote.', languages: ['en'] });
    const source = await make({
      name: 'A. Lovelace',
      bio: 'Other.',
      company: 'Engines',
      languages: ['fr'],
      topics: ['x'],
    });
    const reply = await merge(source, target);
    expectStatus(reply, 200);
    expect(reply.body).toMatchObject({ id: target, name: 'Ada', bio: 'Wrote.', company: 'Engines', version: 2 });
    expect(reply.body).toMatchObject({ languages: ['en'], topics: ['x'] });
    expect(await locationOf(`/speakers/${source}`)).toEqual([308, `/api/v1/speakers/${target}`]);
    expect((await mine('get', `/speakers?ids=${source}`)).body.data.map(({ id }) => id)).toEqual([target]);
    expect((await mine('get', '/speakers?q=lovelace')).body.data).toEqual([]);
  });

  test('both profiles publish it in their next message', async () => {
    const [target, source] = [await make(), await make()];
    await merge(source, target);
    const state = { id: target, name: 'Ada', userId: null, createdBy: creator };
    expect((await messagesOf(source)).at(-1)).toEqual({
      type: 'speaker.merged.v1',
      sequence: 2,
      payload: { id: source, into: target },
    });
    expect((await messagesOf(target)).at(-1)).toEqual({ type: 'speaker.updated.v1', sequence: 2, payload: state });
  });

  test('every read and change of the merged profile is redirected with its query; deleting and merging it are not', async () => {
    const [target, source, event] = [await make(), await make(), randomUUID()];
    await merge(source, target);
    for (const [method, path] of [
      ['patch', ''],
      ['get', `/availability?eventId=${event}`],
      ['put', `/availability?eventId=${event}`],
      ['get', '/invitations?limit=7'],
      ['post', '/invitations'],
      ['get', `/invitations/${event}`],
    ] as const) {
      const body = { put: [], patch: {}, post: { email: 'a@example.org' }, get: undefined }[method];
      const reply = await mine(method, `/speakers/${source.toUpperCase()}${path}`, body);
      expectStatus(reply, 308);
      expect(reply.headers.location).toBe(`/api/v1/speakers/${target}${path}`);
    }
    expectStatus(await mine('delete', `/speakers/${source}`), 404);
    expectStatus(await merge(source, await make()), 404);
    expectStatus(await mine('get', `/speakers/${target}`), 200);
  });

  test('a profile merged into a merged one resolves to the last target in one step, also by gRPC', async () => {
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

  test('the sessions follow, also those of which a late message still names the merged profile', async () => {
    const [target, source] = [await make(), await make()];
    const [session, late] = [randomUUID(), randomUUID()];
    await publishSession(session, 1, 'created', [source, target]);
    await merge(source, target);
    await publishSession(late, 1, 'created', [source]);
    const refused = await mine('delete', `/speakers/${target}`);
    expectStatus(refused, 409);
    expect(refused.body).toHaveProperty('sessionIds.length', 2);
    expect(refused.body).toMatchObject({ sessionIds: expect.arrayContaining([session, late]) });
    await publishSession(session, 2, 'speakers-changed', []);
    await publishSession(late, 2, 'speakers-changed', [target]);
    expectProblem(await mine('delete', `/speakers/${target}`), 409, { sessionIds: [late] });
  });

  test('the person who claimed the merged profile has the target; its invitations end', async () => {
    const [target, source, self] = [await make(), await make(), randomUUID()];
    const invitation = (await mine('post', `/speakers/${target}/invitations`, { email: 'x@example.org' })).body;
    await setUser(source, self);
    expectStatus(await merge(source, target, running.as(randomUUID(), 'admin')), 200);
    expect((await running.as(self)('get', '/speakers/me')).body.id).toBe(target);
    expectStatus(await running.as(randomUUID())('post', '/speakers/claims', { token: tokenOf(invitation.id) }), 404);
  });

  test('the target keeps its own availability, and takes that of events for which it has none', async () => {
    const [target, source, both, one] = [await make(), await make(), randomUUID(), randomUUID()];
    const day = (date: number) => ({
      startsAt: `2027-05-0${date}T08:00:00.000Z`,
      endsAt: `2027-05-0${date}T09:00:00.000Z`,
    });
    const at = (id: string, event: string) => `/speakers/${id}/availability?eventId=${event}`;
    await mine('put', at(target, both), [day(1)]);
    await mine('put', at(source, both), [day(2)]);
    await mine('put', at(source, one), [day(3)]);
    await merge(source, target);
    expect((await mine('get', at(target, both))).body).toEqual([day(1)]);
    expect((await mine('get', at(target, one))).body).toEqual([day(3)]);
    expect(await messagesOf(target)).toContainEqual({
      type: 'speaker.availability-changed.v1',
      sequence: 3,
      payload: { id: target, eventId: one, intervals: [day(3)] },
    });
  });

  test('only those who may change both profiles merge them, and nobody merges two people', async () => {
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
      expectStatus(await merge(String(id), into), 403);
    }
    expectStatus(await merge(own, theirs, running.as()), 401);
    await setUser(theirs, other);
    const refused = await merge(theirs, claimed, admin);
    expectStatus(refused, 409, 'speaker.both-claimed');
    expectStatus(await merge(own, claimed, admin), 200);
  });

  test('the two merged into one another at once: one merge wins, and one profile remains', async () => {
    const [left, right] = [await make(), await make()];
    const replies = await Promise.all([merge(left, right), merge(right, left)]);
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 400]);
    const statuses = await Promise.all([left, right].map(async id => (await mine('get', `/speakers/${id}`)).status));
    expect(statuses.toSorted()).toEqual([200, 308]);
  });

  test('the same merge ten times at once, or again later, is one', async () => {
    const [target, source] = [await make(), await make()];
    const replies = await Promise.all(Array.from({ length: 10 }, () => merge(source, target)));
    for (const reply of replies) expect(expectStatus(reply, 200).body.version).toBe(2);
    expect(await messagesOf(source)).toHaveLength(2);
  });

  test('who read an older version of the merged profile does not merge it', async () => {
    const [target, source] = [await make(), await make()];
    await mine('patch', `/speakers/${source}`, { bio: 'New.' });
    expectStatus(await merge(source, target).set('if-match', '"1"'), 412);
    expectStatus(await merge(source, target).set('if-match', '"2"'), 200);
  });

  test.each([
    ['into nothing', {}, '#/into'],
    ['into what is no id', { into: 'ada' }, '#/into'],
    ['into one that there is not', { into: randomUUID() }, '#/into'],
    ['with an unknown field', { into: randomUUID(), force: true }, '#/force'],
  ])('a merge %s is refused', async (_, body, pointer) => {
    const id = await make();
    const reply = await mine('post', `/speakers/${id}/merge`, body);
    expectProblem(reply, 400, { pointer });
    const itself = await merge(id, id.toUpperCase());
    expectProblem(itself, 400, { pointer: '#/into' });
  });
});
