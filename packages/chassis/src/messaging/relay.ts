import type { Client } from 'pg';
import { createLeader, type Leader, newId } from '../database';
import { contentType, encodeEnvelope } from './envelope';
import { createOutboxSender, type OutboxSender, type SenderOptions } from './outbox-sender';
import { startTimeline, timelineStarted } from './timeline';
import { exchange } from './topology';

export type Relay = Leader;

export interface RelayOptions extends SenderOptions {
  databaseUrl: string;
}

/** One key for all databases: advisory locks are per database. */
const relayLock = 7_301_001;

/** Messages of this time are read, sent and marked together; it is part of what a message takes to its effect. */
const gatherMs = 8;

/**
 * Carries the outbox to the broker; one relay per database leads. The flag `published_at`, never a cursor on the id, says
 * what is still to be sent: a lower id may commit after a higher one.
 */
export function createRelay(options: RelayOptions): Relay {
  const { publisher } = options;
  let isBack = true;
  let leadership: { client: Client; sender: OutboxSender } | undefined;
  const relay = createLeader({
    name: `${options.service} relay`,
    databaseUrl: options.databaseUrl,
    lock: relayLock,
    logger: options.logger,
    gatherMs,
    async round(client) {
      if (leadership?.client !== client)
        leadership = { client, sender: await createOutboxSender(client, options, await timelineOf(client, options)) };
      if (publisher.state() !== 'up') return false;
      if (isBack) await client.query(forgetAttempts);
      isBack = false;
      return leadership.sender.send();
    },
    finish: async () => leadership?.sender.finish(),
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
  const payload = JSON.stringify({ oldestUnpublishedAt: row.oldest?.toISOString() ?? null });
  const said = {
    message_id: messageId,
    type,
    subject: service,
    sequence: 0,
    payload,
    context: {},
    occurred_at: row.now,
  };
  await publisher.publish({
    exchange,
    routingKey: type,
    content: encodeEnvelope(said, service),
    options: {
      ...{ messageId, type, appId: service, contentType },
      ...{ persistent: false, mandatory: false, expiration: heartbeatLifetimeMs },
    },
  });
}
