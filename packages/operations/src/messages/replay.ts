import { setTimeout as delay } from 'node:timers/promises';
import { audit } from '@ems/chassis/audit';
import type { Sql } from '@ems/chassis/database';
import { brokerLogin, contentType, encodeEnvelope, ownExchange, replayQueue } from '@ems/chassis/messaging';
import { messages } from '@ems/contracts';
import { type ConfirmChannel, connect } from 'amqplib';
import { type Databases, databaseOf } from '../database/databases';

export interface Replay {
  service: string;
  /** At what happened since then; from the beginning of the archives by default. */
  since?: Date | undefined;
  /** Of messages; all that the service hears by default. */
  type?: string | undefined;
}

const pageSize = 500;
/** So many messages in the queue, and a service that is busy is not given more. */
const highWaterMark = 2_000;
const waitMs = 60_000;
const intervalMs = 200;

/**
 * Sends a service once more what it has heard, out of the archives of those who have said it, oldest first, to a queue apart; it keeps
 * its replicas by them, and does nothing else again.
 * @param amqpUrl of the service's own user
 * @returns how many messages were sent, and how many still wait after a minute
 */
export async function replay(
  databases: Databases,
  amqpUrl: string,
  wanted: Replay,
): Promise<{ sent: number; waiting: number }> {
  const { service, since, type } = wanted;
  await audit(databaseOf(databases, service), {
    action: 'messages.replayed',
    subject: service,
    facts: { since: since?.toISOString() ?? null, type: type ?? null },
  });
  const connection = await connect(amqpUrl, { ...brokerLogin(amqpUrl), timeout: 10_000 });
  // What fails here fails in the calls below.
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    let sent = 0;
    for (const [producer, sql] of databases) {
      const types = messages.flatMap(message =>
        message.producer === producer && message.consumers.includes(service) && (!type || message.type === type)
          ? message.type
          : [],
      );
      if (types.length > 0)
        sent += await replayOf(channel, sql, { producer, service, types, since: since ?? new Date(0) });
    }
    return { sent, waiting: await settle(channel, service) };
  } finally {
    await connection.close();
  }
}

interface Source {
  producer: string;
  service: string;
  types: string[];
  since: Date;
}

type Row = Parameters<typeof encodeEnvelope>[0] & { id: string };

async function replayOf(
  channel: ConfirmChannel,
  sql: Sql,
  { producer, service, types, since }: Source,
): Promise<number> {
  let sent = 0;
  for (let after = '0'; ; ) {
    const rows = await sql.$queryRaw<Row[]>`
      SELECT id::text, message_id::text, type, subject, sequence, payload::text, context, occurred_at FROM outbox
      WHERE id > ${after}::bigint AND published_at IS NOT NULL AND type = ANY(${types}::text[]) AND occurred_at >= ${since}
      ORDER BY id LIMIT ${pageSize}`;
    after = rows.at(-1)?.id ?? '';
    if (after === '') return sent;
    while ((await waitingIn(channel, service)) > highWaterMark) await delay(intervalMs);
    for (const row of rows) {
      const { message_id: messageId, type } = row;
      const options = { ...{ messageId, type, appId: producer, contentType }, persistent: true, mandatory: true };
      channel.publish(ownExchange(service), replayQueue(service), encodeEnvelope(row, producer), options);
    }
    await channel.waitForConfirms();
    sent += rows.length;
  }
}

const waitingIn = async (channel: ConfirmChannel, service: string): Promise<number> =>
  (await channel.checkQueue(replayQueue(service))).messageCount;

async function settle(channel: ConfirmChannel, service: string): Promise<number> {
  for (const end = Date.now() + waitMs; ; await delay(intervalMs)) {
    const waiting = await waitingIn(channel, service);
    if (waiting === 0 || Date.now() > end) return waiting;
  }
}
