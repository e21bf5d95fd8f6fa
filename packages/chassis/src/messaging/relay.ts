import type { Client } from 'pg';
import { createLeader, type Leader, newId } from '../database';
import type { Logger } from '../log';
import { contentType, type OutboxRow, toEnvelope } from './envelope';
import { BrokerUnavailableError, type Publisher } from './publisher';
import { startTimeline, timelineStarted } from './timeline';
import { exchange } from './topology';

export type Relay = Leader;

export interface RelayOptions {
  service: string;
  databaseUrl: string;
  publisher: Publisher;
  logger: Logger;
  /** False for types without a consumer: such a message is done when the broker returns it as unroutable. */
  hasConsumer(type: string): boolean;
}

const batchSize = 500;
/** One key for all databases: advisory locks are per database. */
const relayLock = 7_301_001;

/**
 * Carries the outbox to the broker; one relay per database leads. The flag `published_at`, never a cursor on the id, says
 * what is still to be sent: a lower id may commit after a higher one.
 */
export function createRelay(options: RelayOptions): Relay {
  const { publisher } = options;
  let isBack = true;
  let leadership: { client: Client; timeline: string | undefined } | undefined;
  const relay = createLeader({
    name: `${options.service} relay`,
    databaseUrl: options.databaseUrl,
    lock: relayLock,
    logger: options.logger,
    async round(client) {
      if (leadership?.client !== client) leadership = { client, timeline: await timelineOf(client, options) };
      if (publisher.state() !== 'up') return false;
      if (isBack) await client.query(forgetAttempts);
      isBack = false;
      return relayBatch(client, options, leadership.timeline);
    },
    heartbeat: client => sendHeartbeat(client, options),
  });
  publisher.onUp(() => {
    isBack = true;
    relay.wake();
  });
  return relay;
}

/** What a broker refused before it went away, another may take. */
const forgetAttempts =
  'UPDATE outbox SET attempts = 0, retry_at = NULL WHERE published_at IS NULL AND (attempts > 0 OR retry_at IS NOT NULL)';

/** None where nobody would hear of it. */
const timelineOf = async (client: Client, { service, hasConsumer }: RelayOptions) =>
  hasConsumer(timelineStarted(service)) ? startTimeline(client, service) : undefined;

/** @returns true when there may be more to send at once */
async function relayBatch(client: Client, options: RelayOptions, timeline: string | undefined): Promise<boolean> {
  // A row that failed waits until retry_at, and holds back the later rows of its own aggregate only.
  const { rows } = await client.query<OutboxRow>(
    `SELECT id, message_id, type, subject, sequence, payload, context, occurred_at FROM outbox o
     WHERE published_at IS NULL AND NOT EXISTS (
       SELECT FROM outbox h WHERE h.subject = o.subject AND h.published_at IS NULL AND h.retry_at > now() AND h.id <= o.id)
     ORDER BY id LIMIT $1`,
    [batchSize],
  );
  if (rows.length === 0) return false;
  const outcomes = await Promise.allSettled(rows.map(row => publishRow(row, options, timeline)));
  const failed = new Map<string, { id: string; error: unknown }>();
  const done: string[] = [];
  for (const [index, row] of rows.entries()) {
    const outcome = outcomes[index];
    if (outcome?.status === 'rejected' && !failed.has(row.subject))
      failed.set(row.subject, { id: row.id, error: outcome.reason });
    // What was confirmed behind a failed row of the same aggregate is sent again after it, to keep the order.
    if (!failed.has(row.subject)) done.push(row.id);
  }
  await client.query('UPDATE outbox SET published_at = now() WHERE id = ANY($1::bigint[])', [done]);
  // To wait for the broker is no attempt of a row.
  const refused = [...failed.values()].filter(({ error }) => !(error instanceof BrokerUnavailableError));
  for (const { id, error } of refused) {
    await client.query(
      `UPDATE outbox SET attempts = attempts + 1, last_error = $2,
         retry_at = now() + least(power(2, least(attempts, 10)), 300) * interval '1 second' WHERE id = $1`,
      [id, reasonOf(error).slice(0, 500)],
    );
  }
  const first = refused[0] ?? failed.values().next().value;
  if (first)
    options.logger.warn(
      { failed: failed.size, reason: reasonOf(first.error) },
      'messages could not be published, retrying',
    );
  return rows.length === batchSize && failed.size === refused.length;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** How long the broker keeps a heartbeat that nobody takes. */
export const heartbeatLifetimeMs = 10_000;

export const heartbeatType = (service: string) => `${service}.relay-heartbeat.v1`;

/** Tells whoever subscribes how old its news of this service may be. */
async function sendHeartbeat(client: Client, { service, publisher, hasConsumer }: RelayOptions): Promise<void> {
  const { rows } = await client.query<{ now: Date; oldest: Date | null }>(
    'SELECT clock_timestamp() AS now, min(occurred_at) AS oldest FROM outbox WHERE published_at IS NULL',
  );
  const [row] = rows;
  const type = heartbeatType(service);
  if (!row || publisher.state() !== 'up' || !hasConsumer(type)) return;
  const messageId = newId();
  const payload = { oldestUnpublishedAt: row.oldest?.toISOString() ?? null };
  const said = {
    message_id: messageId,
    type,
    subject: service,
    sequence: 0,
    payload,
    context: {},
    occurred_at: row.now,
  };
  await publisher.publish(exchange, type, Buffer.from(JSON.stringify(toEnvelope(said, service))), {
    ...{ messageId, type, appId: service, contentType },
    ...{ persistent: false, mandatory: false, expiration: heartbeatLifetimeMs },
  });
}

async function publishRow(
  row: OutboxRow,
  { service, publisher, hasConsumer }: RelayOptions,
  timeline: string | undefined,
): Promise<void> {
  const content = Buffer.from(JSON.stringify(toEnvelope(row, service, timeline)));
  const outcome = await publisher.publish(exchange, row.type, content, {
    messageId: row.message_id,
    type: row.type,
    appId: service,
    timestamp: Math.floor(row.occurred_at.getTime() / 1000),
    contentType,
  });
  if (outcome === 'unroutable' && hasConsumer(row.type))
    throw new Error('no queue took the message though its type has a consumer');
}
