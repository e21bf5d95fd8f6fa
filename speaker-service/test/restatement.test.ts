import { randomUUID } from 'node:crypto';
import { deliver, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type App, startSpeakerService } from './support/start';

describe('what others know in a newer version, after a restore of the database', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());

  const creator = randomUUID();
  const make = async () => expectStatus(await running.as(creator)('post', '/speakers', { name: 'Ada' }), 201).body.id;
  const restate = (id: string, type: string, more: object = {}) => {
    const request = { noun: 'speaker', id, type, sequence: 9, eventId: null, deleteUnknown: false, ...more };
    const contract = 'speaker-service.restatement-requested.v1';
    return deliver(broker, running.database, messageOf(contract, randomUUID(), 1, request));
  };
  const said = (id: string) =>
    running.database.query<{ type: string; sequence: number; payload: object }>(
      'SELECT type, sequence, payload FROM outbox WHERE subject = $1 AND sequence > 9 ORDER BY sequence',
      [id],
    );

  test('a profile is said again, with its availability for each event that its person speaks at', async () => {
    const [id, known, spokenAt] = [await make(), randomUUID(), randomUUID()];
    const intervals = [{ startsAt: '2027-05-01T08:00:00.000Z', endsAt: '2027-05-01T10:00:00.000Z' }];
    expectStatus(await running.as(creator)('put', `/speakers/${id}/availability?eventId=${known}`, intervals), 200);
    const session = { id: randomUUID(), eventId: spokenAt, title: 'A talk', status: 'submitted', speakerIds: [id] };
    await deliver(broker, running.database, messageOf('session.created.v1', session.id, 1, session));
    await restate(id, 'speaker.updated.v1');
    expect(await said(id)).toEqual([
      { type: 'speaker.updated.v1', sequence: 10, payload: { id, name: 'Ada', userId: null, createdBy: creator } },
      { type: 'speaker.availability-changed.v1', sequence: 11, payload: { id, eventId: known, intervals } },
      { type: 'speaker.availability-changed.v1', sequence: 12, payload: { id, eventId: spokenAt, intervals: [] } },
      { type: 'speaker.contact-changed.v1', sequence: 13, payload: { id, email: null } },
      {
        type: 'speaker.contact-shared.v1',
        sequence: 14,
        payload: { speakerId: id, eventId: spokenAt, email: null },
      },
    ]);
    await restate(id, 'speaker.updated.v1');
    expect(await said(id)).toHaveLength(5);
  });

  test('where the person of a profile is reached is said again, to who sends mail and to the team', async () => {
    const [person, eventId, email] = [randomUUID(), randomUUID(), 'ada@example.org'];
    const own = await running.as(person)('post', '/speakers', { name: 'Ada', email, self: true });
    const { id } = expectStatus(own, 201).body;
    const session = { id: randomUUID(), eventId, title: 'A talk', status: 'submitted', speakerIds: [id] };
    await deliver(broker, running.database, messageOf('session.created.v1', session.id, 1, session));
    await restate(id, 'speaker.updated.v1');
    expect((await said(id)).slice(-2)).toEqual([
      { type: 'speaker.contact-changed.v1', sequence: 12, payload: { id, email } },
      { type: 'speaker.contact-shared.v1', sequence: 13, payload: { speakerId: id, eventId, email } },
    ]);
  });

  test('a profile that was deleted is deleted again; one that was merged waits for whoever knows into which', async () => {
    const [deleted, merged] = [await make(), await make()];
    await restate(deleted, 'speaker.deleted.v1');
    expect(await said(deleted)).toMatchObject([{ type: 'speaker.deleted.v1', sequence: 10 }]);
    await restate(merged, 'speaker.merged.v1');
    expect(await said(merged)).toEqual([]);
    const into = await make();
    expectStatus(await running.as(creator)('post', `/speakers/${merged}/merge`, { into }), 200);
    expect(await said(merged)).toEqual([{ type: 'speaker.merged.v1', sequence: 10, payload: { id: merged, into } }]);
  });
});
