import { newId } from '@ems/chassis/database';
import type { Failpoint } from '@ems/chassis/failpoints';
import { eventually, messageOf, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { makePair, type Pair } from './support/pair';
import type { ServiceProcess } from './support/service-process';
import { write } from './support/write';

jest.setTimeout(scaled(60_000));

describe('a speaker is deleted while somebody puts them on a session', () => {
  let pair: Pair;
  /** Answers requests, and hears of nothing as long as the other is there, which began to consume before. */
  let writer: ServiceProcess;
  const eventId = newId();

  beforeAll(async () => {
    pair = await makePair();
    await Promise.all(Object.values(pair.processes).map(process => process.start()));
    writer = pair.another('session-service');
    await writer.start();
    const event = messageOf('event.published.v1', eventId, 1, {
      ...{ id: eventId, slug: 'camp', title: 'Camp', status: 'published', ownerId: pair.userId },
      ...{ startsAt: '2027-05-01T08:00:00Z', endsAt: '2027-05-02T08:00:00Z', timezone: 'UTC', cfp: null },
    });
    await pair.broker.publish(event.type, event, event.id);
  });
  afterAll(() => pair?.stop());

  const sessions = <Row extends object>(sql: string, values: unknown[] = []) =>
    pair.databases['session-service'].query<Row>(sql, values);
  const speakerUrl = () => pair.processes['speaker-service'].url();

  async function makeSpeaker(): Promise<string> {
    const { body } = await write(speakerUrl, pair, 'POST', '/speakers', { name: 'Ada' });
    await eventually(
      async () => (await sessions('SELECT FROM speaker_replicas WHERE id = $1', [body.id])).length === 1,
    );
    return body.id;
  }
  const isGoneFor = (speakerId: string) =>
    eventually(
      async () => (await sessions('SELECT FROM speaker_replicas WHERE id = $1 AND deleted', [speakerId])).length === 1,
    );
  /** speaker-service's news reach the other instance, and what is frozen keeps them up. */
  const isWaitedFor = () =>
    eventually(
      async () =>
        (
          await sessions(
            "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND query ~ 'speaker_replicas'",
          )
        ).length > 0,
    );

  /** In session-service nobody who is gone is on a session, and speaker-service knows the same of each. */
  const expectNoDanglingReference = () =>
    eventually(async () => {
      const dangling = await sessions(
        'SELECT session_id FROM session_speakers JOIN speaker_replicas r ON r.id = speaker_id WHERE r.deleted',
      );
      expect(dangling).toEqual([]);
      const onSession = 'ARRAY(SELECT speaker_id FROM session_speakers WHERE session_id = s.id)';
      const own = await sessions(`SELECT id, version, ${onSession} AS speakers FROM sessions s ORDER BY id`);
      const heard = await pair.databases['speaker-service'].query(
        'SELECT id, version, speaker_ids AS speakers FROM session_replicas ORDER BY id',
      );
      expect(heard).toEqual(own);
      const there = await pair.databases['speaker-service'].query<{ id: string }>('SELECT id::text FROM speakers');
      const known = new Set(there.map(({ id }) => id));
      for (const { speakers } of own as { speakers: string[] }[])
        for (const id of speakers) expect({ id, isThere: known.has(id) }).toEqual({ id, isThere: true });
      return true;
    }, 30_000);

  const speakersOf = async (title: string) =>
    (
      await sessions<{ speakers: string[] }>(
        `SELECT ARRAY(SELECT speaker_id::text FROM session_speakers WHERE session_id = s.id) AS speakers
         FROM sessions s WHERE title = $1`,
        [title],
      )
    )[0]?.speakers;

  /** Puts two speakers on a new session, of whom the first is deleted while `frozen` stands still. @returns the other, and the reply */
  async function race(point: Failpoint, frozen: ServiceProcess, heard: (speakerId: string) => Promise<unknown>) {
    const [speakerId, other] = [await makeSpeaker(), await makeSpeaker()];
    await frozen.arm(point, 'freeze');
    const body = { eventId, title: `At ${point}`, speakerIds: [speakerId, other] };
    const writing = write(writer.url, pair, 'POST', '/sessions', body).catch(String);
    await frozen.frozen();
    await write(speakerUrl, pair, 'DELETE', `/speakers/${speakerId}`);
    await heard(speakerId);
    frozen.signal('SIGCONT');
    const reply = await writing;
    await isGoneFor(speakerId);
    await expectNoDanglingReference();
    for (const service of ['speaker-service', 'session-service'])
      expect(await pair.broker.take(`${service}.dead`)).toBeUndefined();
    return { other, reply };
  }

  test('after it was seen that they are there: the session is refused', async () => {
    const { reply } = await race('http.before_transaction', writer, isGoneFor);
    expect(reply).toMatch(/503,400/);
    expect(await speakersOf('At http.before_transaction')).toBeUndefined();
  });

  test('when all is written and not committed: the session is there, without them', async () => {
    const { reply, other } = await race('http.before_commit', writer, isWaitedFor);
    expect(reply).toMatchObject({ attempts: [201] });
    expect(await speakersOf('At http.before_commit')).toEqual([other]);
  });

  test('when it is committed and speaker-service has not heard of it: the session is there, without them', async () => {
    const { reply, other } = await race('outbox.after_read', pair.processes['session-service'], async () => undefined);
    expect(reply).toMatchObject({ attempts: [201] });
    expect(await speakersOf('At outbox.after_read')).toEqual([other]);
  });
});
