import { randomUUID } from 'node:crypto';
import { deliver, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { digest, tokenOf, verifyEmail } from './support/accounts';
import { type Conference, makeConference } from './support/conference';
import { type App, startSpeakerService } from './support/start';

describe('the address of a speaker', () => {
  let broker: TestBroker;
  let running: App;
  let camp: Conference;
  let other: Conference;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
    camp = await makeConference(running, broker);
    other = await makeConference(running, broker);
  });
  afterAll(() => running.stop());

  const creator = randomUUID();
  const addressOf = (id: string) => `${id}@example.org`;
  /** A profile of the account, or of nobody. */
  async function make(userId: string | null) {
    const own = { name: 'Ada', self: userId !== null };
    const made = expectStatus(await running.as(userId ?? creator)('post', '/speakers', own), 201).body;
    const email = addressOf(made.id);
    expectStatus(await running.as(userId ?? creator)('patch', `/speakers/${made.id}`, { email }), 200);
    return made.id;
  }
  const seenBy = async (viewer: string, id: string) => {
    const { body } = await running.as(viewer)('get', `/speakers/${id}`);
    const list = expectStatus(await running.as(viewer)('get', `/speakers?ids=${id}`), 200).body;
    expect(list.data[0]?.email).toBe(body.email);
    return body.email;
  };
  const said = (id: string) =>
    running.database.query<{ type: string; payload: object }>(
      "SELECT type, payload FROM outbox WHERE subject = $1 AND type LIKE 'speaker.contact%' ORDER BY sequence",
      [id],
    );
  const shared = (speakerId: string, eventId: string, email: string | null) => ({
    type: 'speaker.contact-shared.v1',
    payload: { speakerId, eventId, email },
  });
  const changed = (id: string, email: string | null) => ({
    type: 'speaker.contact-changed.v1',
    payload: { id, email },
  });

  type Setup = (id: string) => Promise<unknown>;
  const on = (status: string) => (id: string) => camp.add(status, id);
  const whoseProfile: [whose: string, how: string, setup: Setup, isClaimed: boolean, teamSees: boolean][] = [
    ['claimed', 'on no session', async () => undefined, true, false],
    ['claimed', 'on a draft', on('draft'), true, false],
    ['claimed', 'on a proposal', on('submitted'), true, true],
    ['claimed', 'on a confirmed session', on('confirmed'), true, true],
    ['claimed', 'on a session of another event', id => other.add('confirmed', id), true, false],
    ['unclaimed', 'on a proposal', on('submitted'), false, false],
    ['unclaimed', 'on a confirmed session', on('confirmed'), false, false],
  ];
  test.each(whoseProfile)('of a profile that is %s and %s', async (_, __, setup, isClaimed, teamSees) => {
    const person = randomUUID();
    const id = await make(isClaimed ? person : null);
    await setup(id);
    const address = addressOf(id);
    const viewers = {
      owner: await seenBy(camp.owner, id),
      organizer: await seenBy(camp.organizer, id),
      reviewer: await seenBy(camp.reviewer, id),
      stranger: await seenBy(randomUUID(), id),
      'who made it': await seenBy(isClaimed ? person : creator, id),
    };
    expect(viewers).toEqual({
      owner: teamSees ? address : undefined,
      organizer: teamSees ? address : undefined,
      reviewer: undefined,
      stranger: undefined,
      'who made it': address,
    });
    expect((await running.as()('get', `/speakers/${id}`)).body).not.toHaveProperty('email');
  });

  test('is told to the team of an event when the person agrees, changes it, and no longer speaks there', async () => {
    const person = randomUUID();
    const id = await make(person);
    const session = await camp.add('submitted', id);
    await camp.add('accepted', id);
    expect(await said(id)).toEqual([changed(id, addressOf(id)), shared(id, camp.id, addressOf(id))]);

    const patch = (email: string | null) => running.as(person)('patch', `/speakers/${id}`, { email });
    expectStatus(await patch('new@example.org'), 200);
    // What was said before repeats no address that the profile does not have any more.
    expect(await said(id)).toEqual([
      changed(id, null),
      shared(id, camp.id, null),
      changed(id, 'new@example.org'),
      shared(id, camp.id, 'new@example.org'),
    ]);
    const second = await makeConference(running, broker);
    const elsewhere = await second.add('confirmed', id);
    expect((await said(id)).at(-1)).toEqual(shared(id, second.id, 'new@example.org'));
    await second.put({ ...elsewhere, speakerIds: [] });
    expect((await said(id)).at(-1)).toEqual(shared(id, second.id, null));
    expect(await seenBy(second.owner, id)).toBeUndefined();
    expect(await seenBy(camp.owner, id)).toBe('new@example.org');
    await camp.put({ ...session, status: 'withdrawn' });
    expect(await seenBy(camp.owner, id)).toBe('new@example.org');
    expectStatus(await patch(null), 200);
    expect((await said(id)).slice(-2)).toEqual([changed(id, null), shared(id, camp.id, null)]);
  });

  test('is told once the person claims a profile that is on a session already', async () => {
    const [id, person] = [await make(null), randomUUID()];
    await camp.add('confirmed', id);
    expect(await said(id)).toEqual([changed(id, addressOf(id))]);
    const invited = await running.as(creator)('post', `/speakers/${id}/invitations`, { email: addressOf(id) });
    const { id: invitationId } = expectStatus(invited, 201).body;
    await verifyEmail(running, person, addressOf(id));
    expectStatus(await running.as(person)('post', '/speakers/claims', { token: tokenOf(invitationId) }), 200);
    expect((await said(id)).at(-1)).toEqual(shared(id, camp.id, addressOf(id)));
    expect(await seenBy(camp.organizer, id)).toBe(addressOf(id));
  });

  test('follows the profile into which another is merged', async () => {
    const person = randomUUID();
    const [source, target] = [await make(person), await make(null)];
    await camp.add('confirmed', source);
    const admin = running.as(randomUUID(), 'admin');
    expectStatus(await admin('post', `/speakers/${source}/merge`, { into: target }), 200);
    expect((await said(source)).slice(-2)).toEqual([changed(source, null), shared(source, camp.id, null)]);
    expect((await said(target)).at(-1)).toEqual(shared(target, camp.id, addressOf(target)));
  });

  test.each([
    ['not public', 'submitted', 404],
    ['public', 'confirmed', 200],
  ])('is forgotten everywhere when the person of a profile that is %s is erased', async (_, status, found) => {
    const person = randomUUID();
    const id = await make(person);
    await camp.add(status, id);
    await deliver(
      broker,
      running.database,
      messageOf('user.erased.v1', person, 5, {
        id: person,
        role: 'member',
        status: 'disabled',
        emailVerified: true,
        emailDigest: digest('account@example.org'),
      }),
    );
    expectStatus(await running.as()('get', `/speakers/${id}`), found);
    const told = await said(id);
    expect(told.slice(-2)).toEqual([changed(id, null), shared(id, camp.id, null)]);
    expect(JSON.stringify(told)).not.toContain(addressOf(id));
    expect(await running.database.query('SELECT FROM shared_contacts WHERE speaker_id = $1', [id])).toEqual([]);
    const rows = await running.database.query('SELECT FROM speakers s WHERE s::text LIKE $1', [`%${addressOf(id)}%`]);
    expect(rows).toEqual([]);
  });

  test('of before others were told of any is told by the next instance that starts', async () => {
    const id = await make(randomUUID());
    await camp.add('confirmed', id);
    await running.database.query('UPDATE speakers SET told_email = NULL WHERE id = $1', [id]);
    await running.database.query('DELETE FROM shared_contacts WHERE speaker_id = $1', [id]);
    const before = await said(id);
    const instance = await running.second();
    const after = await eventually(async () => {
      const now = await said(id);
      return now.length === before.length + 2 ? now : undefined;
    });
    expect(after.slice(-2)).toEqual([changed(id, addressOf(id)), shared(id, camp.id, addressOf(id))]);
    await instance.stop();
  });

  test('is seen by the team of now, whatever order its messages come in', async () => {
    const conference = await makeConference(running, broker);
    const id = await make(randomUUID());
    await conference.add('confirmed', id);
    const member = randomUUID();
    const members = (sequence: number, list: object[]) =>
      deliver(
        broker,
        running.database,
        messageOf('event.member-changed.v1', conference.id, sequence, {
          eventId: conference.id,
          userId: member,
          role: list.length > 0 ? 'organizer' : null,
          members: list,
        }),
      );
    await members(5, [{ userId: member, role: 'organizer' }]);
    expect(await seenBy(member, id)).toBe(addressOf(id));
    expect(await seenBy(conference.organizer, id)).toBeUndefined();
    await members(4, []);
    expect(await seenBy(member, id)).toBe(addressOf(id));
    await members(6, []);
    expect(await seenBy(member, id)).toBeUndefined();
  });
});
