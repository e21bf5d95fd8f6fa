import { eventually, expectStatus, scaled } from '@ems/testing';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../support/as-organizer';
import { query } from '../support/databases';
import { registerUser, type User } from '../support/users';
import { operate } from './support/operations';

const minute = 60_000;

jest.setTimeout(scaled(3 * minute));

interface Found {
  id: string;
  type: string;
  subject: string;
  handled: Record<string, string | null>;
  data: Record<string, unknown>;
}

interface Agreement {
  service: string;
  table: string;
  missing: string[];
  different: string[];
}

describe('an operator looks at messages, and mends replicas by them', () => {
  let organizer: User;
  let eventId: string;
  let sessionId: string;
  let requestId: string;

  beforeAll(async () => {
    organizer = await registerUser();
    const organize = asOrganizer(organizer.client);
    const cfp = { opensAt: '2026-01-01T00:00:00Z', closesAt: '2027-05-01T00:00:00Z' };
    ({ id: eventId } = await organize.event({ cfp }));
    await organize.publish(eventId);
    const { id: speakerId } = await organize.speaker('Ada');
    await eventually(
      async () =>
        (await query('session-service', 'SELECT FROM event_replicas WHERE id = $1 AND version >= 2', [eventId]))
          .length > 0,
    );
    const proposal = { eventId, title: 'On engines', speakerIds: [speakerId], submit: true };
    const reply = expectStatus(await organizer.api('post', '/sessions', proposal), 201);
    sessionId = reply.body.id;
    requestId = String(reply.headers['x-request-id']);
    await eventually(
      async () =>
        (await query('speaker-service', 'SELECT FROM session_replicas WHERE id = $1', [sessionId])).length > 0,
    );
  });

  const differences = async () => {
    const { code, lines } = await operate<Agreement>('messages', 'verify');
    return { code, differing: lines.filter(({ missing, different }) => missing.length + different.length > 0) };
  };
  const sessionReplica = () =>
    query<{ title: string; version: number }>(
      'speaker-service',
      'SELECT title, version FROM session_replicas WHERE id = $1',
      [sessionId],
    );
  const titleAtUsers = async () =>
    (await query<{ title: string }>('user-service', 'SELECT title FROM session_replicas WHERE id = $1', [sessionId]))[0]
      ?.title;

  test('each service has one that sends, and its queues', async () => {
    const { code, lines } = await operate<{ service: string; leader: object | null; queues: object }>(
      'messages',
      'status',
    );
    expect(code).toBe(0);
    expect(lines).toHaveLength(4);
    for (const { service, leader, queues } of lines) {
      expect(leader).toEqual({ pid: expect.any(Number), since: expect.any(String) });
      expect(queues).toMatchObject({
        [service]: { consumers: 1 },
        [`${service}.replay`]: { messages: 0, consumers: 1 },
      });
    }
  });

  test('a request is followed through all services', async () => {
    const { lines } = await eventually(async () => {
      const traced = await operate<Partial<Found>>('messages', 'trace', requestId);
      const created = traced.lines.find(({ type }) => type === 'session.created.v1');
      return Object.values(created?.handled ?? {}).every(at => at !== null) && created ? traced : undefined;
    });
    const created = lines.find(({ type }) => type === 'session.created.v1');
    expect(created).toMatchObject({ subject: sessionId, producer: 'session-service' });
    expect(Object.keys(created?.handled ?? {}).sort()).toEqual(['event-service', 'speaker-service', 'user-service']);
    expect((await operate('messages', 'trace', 'no-request')).code).toBe(1);
  });

  test('a message is shown without what is personal', async () => {
    const [row] = await query<{ id: string }>(
      'user-service',
      "SELECT message_id AS id FROM outbox WHERE type = 'user.contact-changed.v1' AND payload->>'id' = $1",
      [organizer.id],
    );
    const { lines } = await operate<Found>('messages', 'show', row?.id ?? '');
    expect(lines).toMatchObject([{ id: row?.id, data: { email: '[redacted]', id: organizer.id } }]);
  });

  test('replicas agree, and what does not is named', async () => {
    expect(await differences()).toEqual({ code: 0, differing: [] });
    await query('speaker-service', 'DELETE FROM session_replicas WHERE id = $1', [sessionId]);
    await query('user-service', "UPDATE session_replicas SET version = 0, title = 'Long ago' WHERE id = $1", [
      sessionId,
    ]);
    const { code, differing } = await differences();
    expect(code).toBe(1);
    expect(differing).toEqual([
      expect.objectContaining({
        service: 'speaker-service',
        table: 'session_replicas',
        missing: [sessionId],
        different: [],
      }),
      expect.objectContaining({
        service: 'user-service',
        table: 'session_replicas',
        missing: [],
        different: [sessionId],
      }),
    ]);
  });

  test('a replay writes what is missing or older, takes nothing back, and mails nobody again', async () => {
    const mails = () => query('user-service', 'SELECT id FROM mails ORDER BY id');
    const before = await mails();
    for (const service of ['speaker-service', 'user-service'])
      expect(await operate('messages', 'replay', '--service', service)).toMatchObject({ code: 0 });
    await eventually(
      async () => (await sessionReplica()).length === 1 && (await titleAtUsers()) === 'On engines',
      minute,
    );
    expect(await differences()).toEqual({ code: 0, differing: [] });
    expect(await mails()).toEqual(before);

    await query('speaker-service', "UPDATE session_replicas SET version = 1000, title = 'Newer' WHERE id = $1", [
      sessionId,
    ]);
    await query('user-service', 'DELETE FROM session_replicas WHERE id = $1', [sessionId]);
    for (const service of ['speaker-service', 'user-service'])
      await operate('messages', 'replay', '--service', service, '--type', 'session.created.v1');
    await eventually(async () => (await titleAtUsers()) === 'On engines', minute);
    expect(await sessionReplica()).toEqual([{ title: 'Newer', version: 1000 }]);
    await query('speaker-service', 'DELETE FROM session_replicas WHERE id = $1', [sessionId]);
    await operate('messages', 'replay', '--service', 'speaker-service');
    await eventually(async () => (await sessionReplica()).length === 1, minute);
  });

  test('what the service has not handled is left to the message itself', async () => {
    const [message] = await query<{ id: string }>(
      'session-service',
      "SELECT message_id AS id FROM outbox WHERE subject = $1 AND type = 'session.created.v1'",
      [sessionId],
    );
    await query('user-service', 'DELETE FROM inbox WHERE message_id = $1', [message?.id]);
    await query('user-service', 'DELETE FROM session_replicas WHERE id = $1', [sessionId]);
    const { code } = await operate('messages', 'replay', '--service', 'user-service', '--type', 'session.created.v1');
    expect(code).toBe(0);
    expect(await titleAtUsers()).toBeUndefined();
    expect((await operate('reconcile', 'apply')).code).toBe(0);
    expect(await titleAtUsers()).toBe('On engines');
  });

  test('a command line that is wrong changes nothing', async () => {
    for (const args of [
      ['replay'],
      ['replay', '--service', 'nobody'],
      ['show', 'no-id'],
      ['verify', '--since', 'now'],
      ['forget'],
    ])
      await expect(operate('messages', ...args)).rejects.toThrow('Usage');
  });
});
