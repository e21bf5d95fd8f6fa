import { randomUUID } from 'node:crypto';
import { deliver, eventually, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { digest, tokenOf, verifyEmail } from './support/accounts';
import { type App, startSpeakerService } from './support/start';

const details = { bio: 'Countess', tagline: 'First', company: 'Engines', topics: ['engines'], languages: ['en'] };

describe('an erased account', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());

  const publish = (type: string, subject: string, sequence: number, data: object) =>
    deliver(broker, running.database, messageOf(type, subject, sequence, data));
  const make = async (creator: string, fields: object) =>
    (await running.as(creator)('post', '/speakers', { name: 'Ada', ...fields })).body.id as string;
  const claim = (id: string, userId: string) =>
    running.database.query('UPDATE speakers SET user_id = $2 WHERE id = $1', [id, userId]);
  const erase = (person: string, email: string, emailVerified = true) =>
    publish('user.erased.v1', person, 5, {
      id: person,
      role: 'member',
      status: 'disabled',
      emailVerified,
      emailDigest: digest(email),
    });
  const find = async (id: string) => running.as(randomUUID(), 'admin')('get', `/speakers/${id}`);
  /** Puts a speaker on a session of an event. */
  const schedule = async (speakerId: string, status: string, eventStatus: string) => {
    const [session, event] = [randomUUID(), randomUUID()];
    await publish('event.created.v1', event, 1, {
      id: event,
      slug: `camp-${event}`,
      title: 'Camp',
      status: eventStatus,
      ownerId: randomUUID(),
      startsAt: '2027-05-01T08:00:00.000Z',
      endsAt: '2027-05-02T08:00:00.000Z',
      timezone: 'UTC',
      cfp: null,
    });
    const data = { id: session, eventId: event, title: 'Notes', status, speakerIds: [speakerId] };
    await publish('session.created.v1', session, 1, data);
    return event;
  };

  test('deletes its claimed profile, and its address from wherever somebody wrote it down', async () => {
    const [person, creator] = [randomUUID(), randomUUID()];
    const email = `${person}@example.org`;
    const claimed = await make(creator, { email });
    await claim(claimed, person);
    const others = await make(creator, { email: email.toUpperCase() });
    await claim(others, randomUUID());
    const made = await make(person, { email: 'friend@example.org' });
    const untouched = await make(creator, { email: 'other@example.org' });
    await erase(person, email);
    expectStatus(await find(claimed), 404);
    expect((await find(others)).body).toMatchObject({ email: null, version: 4 });
    expect((await find(made)).body).toMatchObject({ email: 'friend@example.org', version: 3 });
    expect((await find(untouched)).body).toMatchObject({ email: 'other@example.org', version: 2 });
    for (const text of [email, person, digest(email)]) {
      const rows = await running.database.query('SELECT FROM speakers s WHERE s::text ILIKE $1', [`%${text}%`]);
      expect(rows).toEqual([]);
    }
    const types = await eventually(async () => {
      const message = await broker.take('user-service');
      const envelope = message && JSON.parse(message.content.toString());
      return envelope?.subject === person ? envelope : undefined;
    });
    expect(types).toMatchObject({ type: 'speaker-service.user-erasure-done.v1', data: { userId: person } });
  });

  test('is known by no address any more, and claims nothing', async () => {
    const [creator, person, email] = [randomUUID(), randomUUID(), `${randomUUID()}@example.org`];
    await verifyEmail(running, person, email);
    const id = await make(creator, {});
    const invited = { email: 'other@example.org' };
    const invitation = expectStatus(
      await running.as(creator)('post', `/speakers/${id}/invitations`, invited),
      201,
    ).body;
    const token = tokenOf(invitation.id);
    expectStatus(await running.as(person)('post', '/speakers/claims', { token }), 202);
    expectStatus(await running.as(person)('post', `/speakers/${await make(person, {})}/invitations`, invited), 201);
    await erase(person, email);
    expect(await running.database.query('SELECT FROM sent_invitations WHERE user_id = $1', [person])).toEqual([]);
    const known = await running.database.query('SELECT verified_email FROM account_replicas WHERE id = $1', [person]);
    expect(known).toEqual([{ verified_email: null }]);
    const claims = await running.database.query('SELECT claimed_by FROM invitations WHERE speaker_id = $1', [id]);
    expect(claims).toEqual([{ claimed_by: null }]);
  });

  test('takes along a profile with its address that nobody claimed, and no namesake', async () => {
    const [person, creator] = [randomUUID(), randomUUID()];
    const email = `${person}@example.org`;
    const noted = await make(creator, { ...details, email });
    const corrected = await make(creator, { email: 'wrong@example.org' });
    await running.as(creator)('patch', `/speakers/${corrected}`, { email });
    const namesake = await make(creator, details);
    await erase(person, email);
    for (const id of [noted, corrected]) expectStatus(await find(id), 404);
    expect((await find(namesake)).body).toMatchObject({ ...details, version: 1 });
    const messages = await running.database.query('SELECT type FROM outbox WHERE subject = $1 ORDER BY id', [noted]);
    expect(messages).toEqual([
      { type: 'speaker.created.v1' },
      { type: 'speaker.contact-changed.v1' },
      { type: 'speaker.contact-changed.v1' },
      { type: 'speaker.deleted.v1' },
    ]);
  });

  test('has no say over the profiles of an address that it never confirmed, but for its own', async () => {
    const [person, creator] = [randomUUID(), randomUUID()];
    const email = `${person}@example.org`;
    const noted = await make(creator, { ...details, email });
    const own = await make(person, { email });
    await erase(person, email, false);
    expect((await find(noted)).body).toMatchObject({ ...details, email: null });
    expectStatus(await find(own), 404);
  });

  test.each([
    ['rejected', 'published'],
    ['confirmed', 'draft'],
    ['withdrawn', 'published'],
  ])('takes a profile along whose only session is %s, of a %s event', async (status, eventStatus) => {
    const person = randomUUID();
    const id = await make(person, details);
    await claim(id, person);
    await schedule(id, status, eventStatus);
    await erase(person, `${person}@example.org`);
    expectStatus(await find(id), 404);
  });

  test.each([
    ['claimed', true],
    ['with its address', false],
  ])('leaves of a profile %s on a public programme the name alone', async (_, isClaimed) => {
    const [person, creator] = [randomUUID(), randomUUID()];
    const email = `${person}@example.org`;
    const id = await make(creator, { ...details, email, photoUrl: 'https://people.example/ada.png' });
    const eventId = await schedule(id, 'confirmed', 'published');
    const available = [{ startsAt: '2027-05-01T08:00:00Z', endsAt: '2027-05-01T10:00:00Z' }];
    expectStatus(await running.as(creator)('put', `/speakers/${id}/availability?eventId=${eventId}`, available), 200);
    if (isClaimed) await claim(id, person);
    await erase(person, email);
    expect((await find(id)).body).toMatchObject({
      name: 'Ada',
      bio: '',
      tagline: '',
      company: '',
      photoUrl: null,
      topics: [],
      languages: [],
      email: null,
      userId: null,
    });
    const [row] = await running.database.query<{ text: string }>(
      'SELECT s::text AS text FROM speakers s WHERE id = $1',
      [id],
    );
    expect(row?.text).not.toMatch(/Countess|engines|people\.example/i);
    expect(await running.database.query('SELECT FROM availabilities WHERE speaker_id = $1', [id])).toEqual([]);
    const messages = await running.database.query<{ type: string; payload: { intervals?: unknown[] } }>(
      "SELECT type, payload FROM outbox WHERE subject = $1 AND type NOT LIKE '%contact%' ORDER BY sequence DESC LIMIT 2",
      [id],
    );
    expect(messages.map(({ type }) => type)).toEqual(['speaker.updated.v1', 'speaker.availability-changed.v1']);
    expect(messages[1]?.payload.intervals).toEqual([]);
  });
});
