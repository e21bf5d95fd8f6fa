import { randomUUID } from 'node:crypto';
import { deliver, expectProblem, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { digest } from './support/accounts';
import { type Conference, makeConference } from './support/conference';
import { type Api, type App, startSpeakerService } from './support/start';

describe('what a team does about a profile', () => {
  let broker: TestBroker;
  let running: App;
  let camp: Conference;
  let team: Api;
  let person: Api;
  let personId: string;
  let id: string;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
    camp = await makeConference(running, broker);
    team = running.as(camp.organizer);
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    personId = randomUUID();
    person = running.as(personId);
    const own = { name: 'Ada', bio: 'Wrote.', self: true };
    id = expectStatus(await person('post', '/speakers', own), 201).body.id;
    await camp.add('submitted', id);
  });

  const makeUnclaimed = async () => {
    const made = await running.as(randomUUID())('post', '/speakers', { name: 'Grace', email: 'grace@example.org' });
    return expectStatus(made, 201).body;
  };
  const suggest = (body: object, api = team) => api('post', `/speakers/${id}/suggestions`, body);
  const list = async (api: Api, query = '') =>
    expectStatus(await api('get', `/speakers/${id}/suggestions?${query}`), 200).body.data;
  const answer = (suggestionId: string, how: 'accept' | 'decline', api = person) =>
    api('post', `/speakers/${id}/suggestions/${suggestionId}/${how}`);

  test('that nobody has claimed: it mends all but the address', async () => {
    const { id: unclaimed } = await makeUnclaimed();
    const path = `/speakers/${unclaimed}` as const;
    expectStatus(await team('patch', path, { name: 'Grace Hopper' }), 403);
    await camp.add('draft', unclaimed);
    expectStatus(await team('patch', path, { name: 'Grace Hopper' }), 403);
    await camp.add('submitted', unclaimed);
    const { body } = await team('get', path);
    expect(body.allowedActions).toEqual(['update']);
    const mended = await team('patch', path, { name: 'Grace Hopper' }).set('if-match', `"${body.version}"`);
    expect(expectStatus(mended, 200).body).toMatchObject({ name: 'Grace Hopper', version: body.version + 1 });
    expect(mended.body).not.toHaveProperty('email');
    expectStatus(await team('patch', path, { name: 'Late' }).set('if-match', `"${body.version}"`), 412);
    expectStatus(await team('patch', path, { name: 'Mine', email: 'mine@example.org' }), 403);
    expectStatus(await running.as(camp.reviewer)('patch', path, { name: 'Mine' }), 403);
    for (const rest of ['/invitations', '/merge'] as const)
      expectStatus(
        await team('post', `${path}${rest}`, rest === '/merge' ? { into: id } : { email: 'x@example.org' }),
        403,
      );
    expectStatus(await team('delete', path), 403);
  });

  test('that nobody has claimed, and that another event has on a session: it leaves that to the creator', async () => {
    const { id: unclaimed } = await makeUnclaimed();
    await camp.add('submitted', unclaimed);
    const stranger = await makeConference(running, broker);
    await stranger.add('submitted', unclaimed);
    for (const api of [team, running.as(stranger.owner)])
      expectStatus(await api('patch', `/speakers/${unclaimed}`, { bio: 'Mine' }), 403);
  });

  test('that is claimed: it suggests, the person accepts, and the profile is as a PATCH would have made it', async () => {
    expectStatus(await team('patch', `/speakers/${id}`, { bio: 'Wrote more.' }), 403);
    expect((await team('get', `/speakers/${id}`)).body.allowedActions).toEqual(['suggest']);
    const changes = { bio: 'Wrote more.', topics: ['engines'] };
    const made = expectStatus(await suggest({ changes, note: 'As you told me.' }), 201);
    expect(made.body).toMatchObject({
      eventId: camp.id,
      changes,
      note: 'As you told me.',
      status: 'open',
      decidedAt: null,
    });
    expect(made.headers.location).toBe(`/api/v1/speakers/${id}/suggestions/${made.body.id}`);
    expect((await person('get', `/speakers/${id}`)).body.bio).toBe('Wrote.');
    const sent = await running.database.query('SELECT type, sequence, payload FROM outbox WHERE subject = $1', [
      made.body.id,
    ]);
    const payload = {
      id: made.body.id,
      speakerId: id,
      eventId: camp.id,
      userId: personId,
      suggestedBy: camp.organizer,
    };
    expect(sent).toEqual([{ type: 'speaker.change-suggested.v1', sequence: 1, payload }]);

    const stale = answer(made.body.id, 'accept').set('if-match', '"99"');
    expectStatus(await stale, 412);
    const accepted = expectStatus(await answer(made.body.id, 'accept'), 200).body;
    expect(accepted).toMatchObject({ ...changes, name: 'Ada', version: 2 });
    expect(await list(person)).toMatchObject([{ id: made.body.id, status: 'accepted', decidedAt: expect.any(String) }]);
    for (const how of ['accept', 'decline'] as const)
      expectStatus(await answer(made.body.id, how), 409, 'suggestion.decided');
  });

  test('that is claimed: what the person declines changes nothing', async () => {
    const { body } = await suggest({ changes: { bio: 'Nonsense.' } });
    expect(expectStatus(await answer(body.id, 'decline'), 200).body).toMatchObject({ status: 'declined' });
    expect((await person('get', `/speakers/${id}`)).body).toMatchObject({ bio: 'Wrote.', version: 1 });
    expect(await list(person, 'status=open')).toEqual([]);
  });

  test('of two answers at once one counts', async () => {
    const { body } = await suggest({ changes: { bio: 'Once.' } });
    const replies = await Promise.all([
      answer(body.id, 'accept'),
      answer(body.id, 'decline'),
      answer(body.id, 'accept'),
    ]);
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  });

  test('only its own suggestions are shown to a team, and none to strangers', async () => {
    const second = await makeConference(running, broker);
    await second.add('accepted', id);
    const { body: first } = await suggest({ changes: { bio: 'First.' } });
    const { body: other } = await suggest({ changes: { bio: 'Second.' } }, running.as(second.owner));
    expect((await list(person)).map(suggestion => suggestion.id)).toEqual([first.id, other.id]);
    expect((await list(team)).map(suggestion => suggestion.id)).toEqual([first.id]);
    expectStatus(await team('get', `/speakers/${id}/suggestions/${other.id}`), 404);
    expectStatus(await team('get', `/speakers/${id}/suggestions/${first.id}`), 200);
    for (const api of [running.as(randomUUID()), running.as(camp.reviewer)])
      expectStatus(await api('get', `/speakers/${id}/suggestions`), 403);
    for (const api of [team, running.as(randomUUID()), running.as(randomUUID(), 'admin')])
      expectStatus(await answer(first.id, 'accept', api), 403);
  });

  test('it says for which event, where it plans several', async () => {
    const second = await makeConference(running, broker, { ownerId: camp.organizer });
    await second.add('accepted', id);
    expect((await suggest({ changes: { bio: 'A' }, eventId: camp.slug })).body).toMatchObject({ eventId: camp.id });
    expect((await suggest({ changes: { bio: 'B' }, eventId: second.id })).body).toMatchObject({ eventId: second.id });
    for (const eventId of [randomUUID(), 'no-such-camp'])
      expectStatus(await suggest({ changes: { bio: 'C' }, eventId }), 403);
  });

  test('nobody else suggests anything, and nothing is suggested to nobody', async () => {
    const body = { changes: { bio: 'Mine.' } };
    for (const api of [running.as(randomUUID()), running.as(camp.reviewer), person, running.as(randomUUID(), 'admin')])
      expectStatus(await suggest(body, api), 403);
    const { id: unclaimed } = await makeUnclaimed();
    await camp.add('submitted', unclaimed);
    expectStatus(await team('post', `/speakers/${unclaimed}/suggestions`, body), 409, 'speaker.not-claimed');
  });

  test('twenty wait for an answer at most, however many come at once', async () => {
    const replies = await Promise.all(Array.from({ length: 23 }, (_, n) => suggest({ changes: { bio: `Bio ${n}` } })));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([...Array(20).fill(201), ...Array(3).fill(409)]);
    const refused = replies.find(({ status }) => status === 409);
    expect(refused?.body.code).toBe('speaker.too-many-suggestions');
    const [first] = await list(person);
    expectStatus(await answer(String(first?.id), 'decline'), 200);
    expectStatus(await suggest({ changes: { bio: 'After.' } }), 201);
  });

  test('what was answered is forgotten after a month', async () => {
    const { body } = await suggest({ changes: { bio: 'Old.' } });
    await answer(body.id, 'decline');
    await running.database.query("UPDATE suggestions SET decided_at = now() - interval '31 d' WHERE id = $1", [
      body.id,
    ]);
    const { body: next } = await suggest({ changes: { bio: 'New.' } });
    expect((await list(person)).map(suggestion => suggestion.id)).toEqual([next.id]);
  });

  test('whoever suggested is nobody once they are erased, and what was suggested to an erased person is gone', async () => {
    const second = await makeConference(running, broker);
    await second.add('confirmed', id);
    const suggester = running.as(second.owner);
    expectStatus(await suggest({ changes: { bio: 'Mine.' }, note: 'Ada, please.' }, suggester), 201);
    const erase = (userId: string) =>
      deliver(
        broker,
        running.database,
        messageOf('user.erased.v1', userId, 5, {
          id: userId,
          role: 'member',
          status: 'disabled',
          emailVerified: true,
          emailDigest: digest(`${userId}@example.org`),
        }),
      );
    const stored = () => running.database.query('SELECT suggested_by FROM suggestions WHERE speaker_id = $1', [id]);
    await erase(second.owner);
    expect(await stored()).toEqual([{ suggested_by: '00000000-0000-0000-0000-000000000000' }]);
    await erase(personId);
    // The public programme shows the profile, so its name stays.
    expectStatus(await running.as()('get', `/speakers/${id}`), 200);
    expect(await stored()).toEqual([]);
  });

  test.each([
    ['no change', { changes: {} }, '#/changes'],
    ['an address', { changes: { email: 'x@example.org' } }, '#/changes/email'],
    ['an empty name', { changes: { name: ' ' } }, '#/changes/name'],
    ['a note of 2,001 characters', { changes: { bio: 'x' }, note: 'x'.repeat(2_001) }, '#/note'],
    ['a photo without https', { changes: { photoUrl: 'http://example.org' } }, '#/changes/photoUrl'],
  ])('a suggestion of %s is refused', async (_, body, pointer) => {
    expectProblem(await suggest(body), 400, { pointer });
    expect(await list(person)).toEqual([]);
  });
});
