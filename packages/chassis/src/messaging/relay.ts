import type { Client } from 'pg';
import { createLeader, type Leader } from '../database';
import type { Logger } from '../log';
import { contentType, type OutboxRow, toEnvelope } from './envelope';
import type { Publisher } from './publisher';
import { exchange } from './topology';

export type Relay = Leader;

export interface RelayParts {
  service: string;
  databaseUrl: string;
  publisher: Publisher;
  logger: Logger;
  /** False for types that nobody hears: such a message is done when the broker returns it as unroutable. */
  isHeard(type: string): boolean;
}

const batchSize = 500;
/** One key for all databases: advisory locks are per database. */
const relayLock = 7_301_001;

/**
 * Carries the outbox to the broker; one relay per database leads. The flag `published_at`, never a cursor on the id, says
 * what is still to be sent: a lower id may commit after a higher one.
 */
export const createRelay = (parts: RelayParts): Relay =>
  createLeader({
    name: `${parts.service} relay`,
    databaseUrl: parts.databaseUrl,
    lock: relayLock,
    logger: parts.logger,
    round: async client => parts.publisher.state() === 'up' && (await relayBatch(client, parts)),
  });

/** @returns true when there may be more to send at once */
async function relayBatch(client: Client, parts: RelayParts): Promise<boolean> {
  // A row that failed waits until retry_at, and holds back the later rows of its own aggregate only.
  const { rows } = await client.query<OutboxRow>(
    `SELECT id, message_id, type, subject, sequence, payload, context, occurred_at FROM outbox o
     WHERE published_at IS NULL AND NOT EXISTS (
       SELECT FROM outbox h WHERE h.subject = o.subject AND h.published_at IS NULL AND h.retry_at > now() AND h.id <= o.id)
     ORDER BY id LIMIT $1`,
    [batchSize],
  );
  if (rows.length === 0) return false;
  const outcomes = await Promise.allSettled(rows.map(row => publishRow(row, parts)));
  const failed = new Map<string, { id: string; reason: string }>();
  const done: string[] = [];
  for (const [index, row] of rows.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === 'rejected' && !failed.has(row.subject)) {
      failed.set(row.subject, { id: row.id, reason: String(outcome.reason?.message ?? outcome.reason) });
    }
    // What was confirmed behind a failed row of the same aggregate is sent again after it, to keep the order.
    if (!failed.has(row.subject)) done.push(row.id);
  }
  await client.query('UPDATE outbox SET published_at = now() WHERE id = ANY($1::bigint[])', [done]);
  for (const { id, reason } of failed.values()) {
    await client.query(
      `UPDATE outbox SET attempts = attempts + 1, last_error = $2,
         retry_at = now() + least(power(2, least(attempts, 10)), 300) * interval '1 second' WHERE id = $1`,
      [id, reason.slice(0, 500)],
    );
  }
  const first = failed.values().next().value;
  if (first) parts.logger.warn({ failed: failed.size, reason: first.reason }, 'messages wait in the outbox');
  return rows.length === batchSize;
}

async function publishRow(row: OutboxRow, { service, publisher, isHeard }: RelayParts): Promise<void> {
  const outcome = await publisher.publish(exchange, row.type, Buffer.from(JSON.stringify(toEnvelope(row, service))), {
    messageId: row.message_id,
    type: row.type,
    appId: service,
    timestamp: Math.floor(row.occurred_at.getTime() / 1000),
    contentType,
  });
  if (outcome === 'unroutable' && isHeard(row.type))
    throw new Error('no queue took the message though a service hears its type');
}
