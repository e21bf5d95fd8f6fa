import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Failpoint } from '@ems/chassis/failpoints';
import { createGrpcClient } from '@ems/chassis/grpc';
import { messages } from '@ems/contracts';
import { eventually, messageOf, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { root } from '../support/services';
import { makePair, type Pair } from './support/pair';
import { type Written, write } from './support/write';

jest.setTimeout(scaled(60_000));

/** Who dies there, and by what: requests to speaker-service, a message that fails, a call, or the order to stop. */
const places: Readonly<Record<Failpoint, { service: 'speaker-service' | 'session-service'; by: Cause }>> = {
  'http.before_transaction': { service: 'speaker-service', by: 'requests' },
  'http.before_commit': { service: 'speaker-service', by: 'requests' },
  'http.after_commit': { service: 'speaker-service', by: 'requests' },
  'idempotency.in_progress': { service: 'speaker-service', by: 'requests' },
  'outbox.after_read': { service: 'speaker-service', by: 'requests' },
  'outbox.after_publish_before_confirm': { service: 'speaker-service', by: 'requests' },
  'outbox.after_confirm_before_mark': { service: 'speaker-service', by: 'requests' },
  'consumer.after_receive': { service: 'session-service', by: 'requests' },
  'consumer.after_tx_before_ack': { service: 'session-service', by: 'requests' },
  'consumer.before_retry_publish': { service: 'session-service', by: 'a message that fails' },
  'consumer.after_retry_publish_before_ack': { service: 'session-service', by: 'a message that fails' },
  'grpc.server.after_work_before_reply': { service: 'speaker-service', by: 'a call' },
  'shutdown.mid_drain': { service: 'speaker-service', by: 'the order to stop' },
};

type Cause = 'requests' | 'a message that fails' | 'a call' | 'the order to stop';

const consumedBySessions = messages
  .filter(({ consumers }) => consumers.includes('session-service'))
  .map(({ type }) => type);

describe('a process that is killed at a failpoint, and started again', () => {
  let pair: Pair;
  /** The one that is changed again and again. */
  let ada: string;
  const written: { name: string; reply: Written }[] = [];

  beforeAll(async () => {
    pair = await makePair();
    await Promise.all(Object.values(pair.processes).map(process => process.start()));
    ada = (await make('Ada')).body.id;
  });
  afterAll(() => pair?.stop());

  const speakers = <Row extends object>(sql: string, values: unknown[] = []) =>
    pair.databases['speaker-service'].query<Row>(sql, values);
  const sessions = <Row extends object>(sql: string, values: unknown[] = []) =>
    pair.databases['session-service'].query<Row>(sql, values);
  const url = () => pair.processes['speaker-service'].url();

  async function make(name: string): Promise<Written> {
    const reply = await write(url, pair, 'POST', '/speakers', { name });
    written.push({ name, reply });
    return reply;
  }

  async function changeAda(point: string): Promise<void> {
    for (const tagline of ['one', 'two', 'three'].map(word => `${point} ${word}`))
      await write(url, pair, 'PATCH', `/speakers/${ada}`, { tagline });
  }

  /** Three profiles at once, and three changes of one that is there. */
  const workload = (point: string) =>
    Promise.all([...['a', 'b', 'c'].map(each => make(`${point} ${each}`)), changeAda(point)]);

  /** session-service does not know the event yet of which the message tells. */
  async function failingMessage(): Promise<string> {
    const [eventId, member] = [randomUUID(), randomUUID()];
    const said = { eventId, userId: member, role: 'organizer', members: [{ userId: member, role: 'organizer' }] };
    await publish('event.member-changed.v1', eventId, 2, said);
    return eventId;
  }

  const publish = (type: string, subject: string, sequence: number, data: object) => {
    const message = messageOf(type, subject, sequence, data);
    return pair.broker.publish(type, message, message.id);
  };

  /** What the failing message has waited for. */
  async function tellOf(eventId: string): Promise<void> {
    await publish('event.created.v1', eventId, 1, {
      ...{ id: eventId, slug: eventId, title: 'Camp', status: 'draft', ownerId: randomUUID() },
      ...{ startsAt: '2027-05-01T08:00:00Z', endsAt: '2027-05-02T08:00:00Z', timezone: 'UTC', cfp: null },
    });
    await eventually(async () => {
      const found = await sessions<{ members: number }>(
        'SELECT members_version AS members FROM event_replicas WHERE id = $1',
        [eventId],
      );
      return found[0]?.members === 2;
    }, 40_000);
  }

  function askForAda(): Promise<object> {
    const protoFile = join(root, 'speaker-service/proto/speaker.proto');
    const target = pair.processes['speaker-service'].grpcTarget();
    const client = createGrpcClient({ protoFile, serviceName: 'speaker.v1.SpeakerService', target });
    const reply = z.object({ speaker: z.object({ id: z.uuid(), name: z.literal('Ada') }) });
    return client.call('GetSpeaker', { id: ada }, reply).finally(() => client.close());
  }

  async function untilAllIsConsumed(): Promise<void> {
    const sent = await eventually(async () => {
      const rows = await speakers<{ id: string; type: string; isOut: boolean }>(
        'SELECT message_id AS id, type, published_at IS NOT NULL AS "isOut" FROM outbox',
      );
      return rows.every(({ isOut }) => isOut) ? rows : undefined;
    }, 30_000);
    const wanted = sent.filter(({ type }) => consumedBySessions.includes(type)).map(({ id }) => id);
    await eventually(async () => {
      const rows = await sessions<{ id: string }>('SELECT message_id AS id FROM inbox WHERE message_id = ANY ($1)', [
        wanted,
      ]);
      return rows.length === wanted.length;
    }, 30_000);
  }

  const seen = new Set<string>();

  /** Deliveries to a queue that nobody has taken yet, each the first time that it comes: by subject the versions. */
  async function firstDeliveries(): Promise<Map<string, number[]>> {
    const found = new Map<string, number[]>();
    for (let next = await pair.broker.take('event-service'); next; next = await pair.broker.take('event-service')) {
      const { id, subject, sequence } = JSON.parse(next.content.toString());
      if (seen.has(id) || Number(sequence) === 0) continue;
      seen.add(id);
      found.set(subject, [...(found.get(subject) ?? []), Number(sequence)]);
    }
    return found;
  }
  const delivered = new Map<string, number[]>();

  async function expectInvariants(): Promise<void> {
    await untilAllIsConsumed();
    // What was acknowledged is there, once; and nothing else is.
    const rows = await speakers<{ id: string; name: string }>('SELECT id, name FROM speakers ORDER BY name');
    const acknowledged = written.map(({ name, reply }) => ({ id: reply.body.id, name }));
    expect(rows).toEqual(acknowledged.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    // Each version has said so once.
    const gaps = await speakers(
      `SELECT s.id FROM speakers s JOIN outbox o ON o.subject = s.id::text
       GROUP BY s.id, s.version HAVING count(*) <> s.version OR min(sequence) <> 1 OR max(sequence) <> s.version`,
    );
    expect(gaps).toEqual([]);
    // They came in order, and what they left is what their owner has.
    for (const [subject, sequences] of await firstDeliveries())
      delivered.set(subject, [...(delivered.get(subject) ?? []), ...sequences]);
    for (const { id } of rows)
      expect(delivered.get(id)).toEqual(delivered.get(id)?.toSorted((one, other) => one - other));
    const state = 'id, version, name FROM';
    expect(await sessions(`SELECT ${state} speaker_replicas ORDER BY id`)).toEqual(
      await speakers(`SELECT ${state} speakers ORDER BY id`),
    );
    for (const service of ['speaker-service', 'session-service'])
      expect(await pair.broker.take(`${service}.dead`)).toBeUndefined();
  }

  test.each(Object.entries(places).map(([point, place]) => ({ point: point as Failpoint, ...place })))(
    '$service dies by $by at $point: nothing is lost, doubled, misordered or untrue',
    async ({ point, service, by }) => {
      const process = pair.processes[service];
      await process.arm(point);
      const calling = by === 'a call' ? askForAda() : undefined;
      const failing = by === 'a message that fails' ? await failingMessage() : undefined;
      if (by === 'the order to stop') process.signal('SIGTERM');
      const writing = calling ? undefined : workload(point);
      if (calling) await expect(calling).rejects.toThrow();
      expect(await process.ended()).toBe('SIGKILL');
      // The lease of whoever has died runs out meanwhile.
      await pair.databases[service].query(
        `UPDATE idempotency SET locked_until = locked_until - interval '30 s' WHERE status IS NULL`,
      );
      await process.start();
      await (writing ?? workload(point));
      if (failing) await tellOf(failing);
      if (calling) expect(await askForAda()).toMatchObject({ speaker: { id: ada } });
      await expectInvariants();
    },
  );
});
