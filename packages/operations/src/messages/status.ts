import type { Sql } from '@ems/chassis/database';
import { brokerLogin, queuesOf } from '@ems/chassis/messaging';
import { type Channel, connect } from 'amqplib';
import { type Databases, databaseOf } from '../database/databases';

/** What waits in one service and its queues. */
export interface MessagesStatus {
  service: string;
  /** Committed, and not yet sent. */
  unpublished: number;
  /** Seconds since the oldest of them was committed. */
  oldestUnpublished: number | null;
  /** Of them, those that the broker has refused. */
  refused: number;
  /** Whose relay sends: a process of the database's, and since when it does; null for none. */
  leader: { pid: number; since: Date } | null;
  /** Subjects that are newer here than at their owner. */
  subjectsAhead: number;
  lastReceivedAt: Date | null;
  /** Messages that are ready, and processes that take them, by queue. */
  queues: Record<string, { messages: number; consumers: number }>;
}

/** @param urls of each service's own user at the broker, whose name is the service's */
export async function messagesStatus(
  databases: Databases,
  urls: ReadonlyMap<string, string>,
): Promise<MessagesStatus[]> {
  const all: MessagesStatus[] = [];
  for (const [service, url] of urls) {
    const rows = await rowsOf(databaseOf(databases, service), `${service} relay`);
    all.push({ service, ...rows, queues: await queuesAt(url, queuesOf(service)) });
  }
  return all;
}

async function rowsOf(sql: Sql, relay: string): Promise<Omit<MessagesStatus, 'service' | 'queues'>> {
  const [row] = await sql.$queryRaw<Omit<MessagesStatus, 'service' | 'queues' | 'leader'>[]>`
    SELECT count(*)::int AS unpublished, extract(epoch FROM now() - min(occurred_at))::int AS "oldestUnpublished",
      count(*) FILTER (WHERE attempts > 0)::int AS refused,
      (SELECT count(*)::int FROM subjects_ahead) AS "subjectsAhead",
      (SELECT max(received_at) FROM inbox) AS "lastReceivedAt"
    FROM outbox WHERE published_at IS NULL`;
  if (!row) throw new Error('a count has no row');
  const [leader = null] = await sql.$queryRaw<{ pid: number; since: Date }[]>`
    SELECT pid, backend_start AS since FROM pg_stat_activity JOIN pg_locks USING (pid)
    WHERE application_name = ${relay} AND locktype = 'advisory' AND granted AND datname = current_database() LIMIT 1`;
  return { ...row, leader };
}

async function queuesAt(url: string, names: readonly string[]): Promise<MessagesStatus['queues']> {
  return withChannel(url, async channel => {
    const queues: MessagesStatus['queues'] = {};
    for (const name of names) {
      const { messageCount, consumerCount } = await channel.checkQueue(name);
      queues[name] = { messages: messageCount, consumers: consumerCount };
    }
    return queues;
  });
}

/** Gives the work a channel of a connection of its own, and closes it afterwards. */
async function withChannel<T>(url: string, work: (channel: Channel) => Promise<T>): Promise<T> {
  const connection = await connect(url, { ...brokerLogin(url), timeout: 10_000 });
  // What fails here fails in the calls of the work.
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    return await work(channel);
  } finally {
    await connection.close().catch(() => undefined);
  }
}
