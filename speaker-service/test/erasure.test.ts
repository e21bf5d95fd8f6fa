import { createHash, randomUUID } from 'node:crypto';
import { eventually, messageOf, type TestBroker, tell } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Running, startBroker, startSpeakerService } from './support/start';

describe('an erased account', () => {
  let broker: TestBroker;
  let running: Running;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());

  const publish = (type: string, subject: string, sequence: number, data: object) =>
    tell(broker, running.database, messageOf(type, subject, sequence, data));
  const make = async (maker: string, fields: object) =>
    (await running.as(maker)('post', '/speakers', { name: 'Ada', ...fields })).body.id as string;
  const claim = (id: string, userId: string) =>
    running.database.query('UPDATE speakers SET user_id = $2 WHERE id = $1', [id, userId]);
  const erase = (person: string, email: string) =>
    publish('user.erased.v1', person, 5, {
      id: person,
      role: 'member',
      status: 'disabled',
      emailDigest: createHash('sha256').update(email).digest('hex'),
    });
  const find = async (id: string) => running.as(randomUUID(), 'admin')('get', `/speakers/${id}`);

  test('takes its claimed profile along, and its address from wherever somebody wrote it down', async () => {
    const [person, maker] = [randomUUID(), randomUUID()];
    const email = `${person}@example.org`;
    const claimed = await make(maker, { email });
    await claim(claimed, person);
    const noted = await make(maker, { email: email.toUpperCase() });
    const made = await make(person, { email: 'friend@example.org' });
    const untouched = await make(maker, { email: 'other@example.org' });
    await erase(person, email);
    expect((await find(claimed)).status).toBe(404);
    expect((await find(noted)).body).toMatchObject({ email: null, version: 2 });
    expect((await find(made)).body).toMatchObject({ email: 'friend@example.org', version: 2 });
    expect((await find(untouched)).body).toMatchObject({ email: 'other@example.org', version: 1 });
    for (const text of [email, person]) {
      const rows = await running.database.query('SELECT FROM speakers s WHERE s::text ILIKE $1', [`%${text}%`]);
      expect(rows).toEqual([]);
    }
    const types = await eventually(async () => {
      const message = await broker.take('user-service');
      return message && JSON.parse(message.content.toString());
    });
    expect(types).toMatchObject({ type: 'speaker-service.user-erasure-done.v1', data: { userId: person } });
  });

  test('leaves in the programme what the programme shows, of nobody', async () => {
    const [person, maker] = [randomUUID(), randomUUID()];
    const email = `${person}@example.org`;
    const id = await make(maker, { email, bio: 'Countess' });
    await claim(id, person);
    const session = randomUUID();
    await publish('session.created.v1', session, 1, {
      id: session,
      eventId: randomUUID(),
      title: 'Notes',
      state: 'confirmed',
      speakerIds: [id],
    });
    await erase(person, email);
    expect((await find(id)).body).toMatchObject({ bio: 'Countess', email: null, userId: null, version: 2 });
  });
});
