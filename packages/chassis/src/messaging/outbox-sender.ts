import type { Client } from 'pg';
import { failpoint } from '../failpoints';
import type { Logger } from '../log';
import { messagesPublished } from '../metrics/instruments';
import { endSpan, type Span, traceparentOf } from '../tracing';
import { contentType, encodeEnvelope, type OutboxRow } from './envelope';
import { BrokerUnavailableError, type Outgoing, type Publisher } from './publisher';
import { startSendSpan } from './spans';
import { exchange, traceHeader } from './topology';

export interface SenderOptions {
  service: string;
  publisher: Publisher;
  logger: Logger;
  /** False for types without a consumer: such a message is done when the broker returns it as unroutable. */
  hasConsumer(type: string): boolean;
}

const afterRead = failpoint('outbox.after_read');
const afterPublish = failpoint('outbox.after_publish_before_confirm');
const afterConfirm = failpoint('outbox.after_confirm_before_mark');

/** What is read, and sent, together. */
interface Batch {
  rows: OutboxRow[];
  /** Subjects of rows that have failed in the batch before this one. */
  behind: Set<string>;
  settled: Promise<void>;
}

export interface OutboxSender {
  /** Sends the next batch, while earlier ones wait for their confirms. @returns true when there may be more to send at once */
  send(): Promise<boolean>;
  /** Waits until all that was sent is marked, or known to have failed. */
  finish(): Promise<void>;
}

const batchSize = 500;
/** So many wait for their confirms: one, while the next is read and sent. What is committed meanwhile is read together. */
const mostUnsettled = 2;

/**
 * A row that failed waits until retry_at, and holds back its own aggregate only. Planned anew for each batch, by the ids
 * themselves: so they are looked up by their hashes.
 */
const readBatch = `
  SELECT id, message_id, type, subject, sequence, payload::text AS payload, context, occurred_at FROM outbox
  WHERE published_at IS NULL AND id <> ALL ($2::bigint[]) AND subject <> ALL (ARRAY(
    SELECT subject FROM outbox WHERE published_at IS NULL AND retry_at IS NOT NULL AND retry_at > now()))
  ORDER BY id LIMIT $1`;

/**
 * Statistics of what is gone after a moment say little: without a word the planner sorts a whole backlog for each batch, when it
 * can be read in the order of an index.
 */
const readInOrder = 'SET enable_bitmapscan = off; SET enable_sort = off';

const markPublished = 'UPDATE outbox SET published_at = now() WHERE id = ANY ($1::bigint[])';

const postpone = `
  UPDATE outbox SET attempts = attempts + 1, last_error = $2,
    retry_at = now() + least(power(2, least(attempts, 10)), 300) * interval '1 second' WHERE id = $1`;

/**
 * Carries the outbox to the broker for as long as one connection leads.
 * @param timeline of the leader; none where nobody would hear of it
 */
export async function createOutboxSender(
  client: Client,
  options: SenderOptions,
  timeline: string | undefined,
): Promise<OutboxSender> {
  await client.query(readInOrder);
  const { service, publisher, logger, hasConsumer } = options;
  const unsettled: Batch[] = [];
  let hasFailed = false;
  let lost: unknown;

  const toOutgoing = (row: OutboxRow, span: Span | undefined): Outgoing => ({
    exchange,
    routingKey: row.type,
    content: encodeEnvelope(row, service, timeline),
    options: {
      messageId: row.message_id,
      type: row.type,
      appId: service,
      timestamp: Math.floor(row.occurred_at.getTime() / 1000),
      contentType,
      ...(span && { headers: { [traceHeader]: traceparentOf(span) } }),
    },
  });

  const publish = async (rows: readonly OutboxRow[]): Promise<(Error | undefined)[]> => {
    const spans = rows.map(startSendSpan);
    const publishing = publisher.publishAll(rows.map((row, index) => toOutgoing(row, spans[index])));
    // So many turns of the event loop after, it has left the process.
    afterPublish(3);
    const outcomes = await publishing;
    const errors = rows.map(({ type }, index) => {
      const outcome = outcomes[index];
      if (outcome instanceof Error) return outcome;
      return outcome === 'unroutable' && hasConsumer(type)
        ? new Error('no queue took the message though its type has a consumer')
        : undefined;
    });
    for (const [index, span] of spans.entries()) endSpan(span, errors[index]);
    return errors;
  };

  const settle = async ({ rows, behind }: Batch, errors: readonly (Error | undefined)[]): Promise<void> => {
    const failed = new Map<string, { id: string; error: Error }>();
    const done: string[] = [];
    for (const [index, { id, type, subject }] of rows.entries()) {
      const error = errors[index];
      if (error && !failed.has(subject)) failed.set(subject, { id, error });
      // What was confirmed behind a failed row of the same aggregate is sent again after it, to keep the order.
      const isDone = !failed.has(subject) && !behind.has(subject);
      if (isDone) done.push(id);
      messagesPublished.inc({ type, outcome: isDone ? 'published' : 'failed' });
    }
    for (const later of unsettled) for (const subject of failed.keys()) later.behind.add(subject);
    if (failed.size > 0) hasFailed = true;
    // To wait for the broker is no attempt of a row.
    const refused = [...failed.values()].filter(({ error }) => !(error instanceof BrokerUnavailableError));
    afterConfirm();
    // All at once, so that they come before whatever is read next.
    await Promise.all([
      client.query({ name: 'mark', text: markPublished, values: [done] }),
      ...refused.map(({ id, error }) => client.query(postpone, [id, error.message.slice(0, 500)])),
    ]);
    const first = refused[0] ?? failed.values().next().value;
    if (!first) return;
    logger.warn({ failed: failed.size, reason: first.error.message }, 'messages could not be published, retrying');
  };

  return {
    async send() {
      // After a failure nothing is read before all that was sent is settled: it may be behind what failed.
      while (unsettled.length >= (hasFailed ? 1 : mostUnsettled)) await unsettled[0]?.settled;
      if (lost) throw lost;
      const mayGoOn = !hasFailed;
      hasFailed = false;
      const before = unsettled.at(-1)?.settled;
      const sent = unsettled.flatMap(({ rows }) => rows.map(({ id }) => id));
      const batch: Batch = { rows: [], behind: new Set(), settled: Promise.resolve() };
      unsettled.push(batch);
      batch.rows = (await client.query<OutboxRow>(readBatch, [batchSize, sent])).rows;
      if (batch.rows.length === 0) {
        unsettled.pop();
        return false;
      }
      afterRead();
      const published = publish(batch.rows);
      const settling = async () => {
        const errors = await published;
        await before;
        unsettled.shift();
        await settle(batch, errors);
      };
      batch.settled = settling().catch(error => {
        lost = error;
      });
      return batch.rows.length === batchSize && mayGoOn;
    },
    async finish() {
      await unsettled.at(-1)?.settled;
    },
  };
}
