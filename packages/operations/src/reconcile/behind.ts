import type { Sql } from '@ems/chassis/database';
import { messages } from '@ems/contracts';
import { type Databases, databaseOf } from '../database/databases';

/** Messages that a service has not received, or has forgotten with a restore of its own database. */
interface Behind {
  finding: 'behind';
  service: string;
  owner: string;
  messages: number;
  /** When the first of them was enqueued. */
  oldest: Date;
  types: string[];
}

/** With the rows of the owner's outbox. */
export interface Missing extends Behind {
  rows: string[];
}

const batchSize = 5_000;

interface OutboxRow {
  id: string;
  messageId: string;
  type: string;
  occurredAt: Date;
}

/**
 * Compares what each service has published, as far back as its archive goes, with what those have received to whom it goes.
 * @param settledSeconds what was published since may still be on its way
 */
export async function findBehind(databases: Databases, settledSeconds: number): Promise<Missing[]> {
  const found: Missing[] = [];
  for (const [owner, outbox] of databases) {
    for (const [service, inbox] of databases) {
      const types = messages.flatMap(({ producer, consumers, type }) =>
        producer === owner && consumers.includes(service) ? [type] : [],
      );
      const missing = await findMissing(outbox, inbox, types, settledSeconds);
      const [first] = missing;
      if (!first) continue;
      found.push({
        finding: 'behind',
        service,
        owner,
        messages: missing.length,
        oldest: first.occurredAt,
        types: [...new Set(missing.map(({ type }) => type))].toSorted(),
        rows: missing.map(({ id }) => id),
      });
    }
  }
  return found;
}

async function findMissing(outbox: Sql, inbox: Sql, types: string[], settledSeconds: number): Promise<OutboxRow[]> {
  const missing: OutboxRow[] = [];
  for (let after = '0'; ; ) {
    const rows = await outbox.$queryRaw<OutboxRow[]>`
      SELECT id::text, message_id::text AS "messageId", type, occurred_at AS "occurredAt" FROM outbox
      WHERE id > ${after}::bigint AND type = ANY(${types}::text[])
        AND published_at < now() - ${settledSeconds}::int * interval '1 second'
      ORDER BY id LIMIT ${batchSize}`;
    if (rows.length === 0) return missing;
    const known = await inbox.$queryRaw<{ messageId: string }[]>`
      SELECT message_id::text AS "messageId" FROM inbox WHERE message_id = ANY(${rows.map(row => row.messageId)}::uuid[])`;
    const received = new Set(known.map(({ messageId }) => messageId));
    missing.push(...rows.filter(({ messageId }) => !received.has(messageId)));
    after = rows.at(-1)?.id ?? after;
  }
}

/** Has the relay of the owner send the messages once more; who has them already ignores them. */
export async function sendAgain(databases: Databases, { owner, rows }: Missing): Promise<void> {
  await databaseOf(databases, owner).$executeRaw`
    UPDATE outbox SET published_at = NULL, attempts = 0, retry_at = NULL WHERE id = ANY(${rows}::bigint[])`;
}

/**
 * Marks what was under way when all databases were copied at one moment: it is sent once more when the relays run.
 * @returns how many messages
 */
export async function sendMissing(databases: Databases): Promise<number> {
  const missing = await findBehind(databases, 0);
  for (const each of missing) await sendAgain(databases, each);
  return missing.reduce((sum, { messages: count }) => sum + count, 0);
}

/** Whether messages still wait to be published anywhere. */
export async function isAnythingUnpublished(databases: Databases): Promise<boolean> {
  for (const sql of databases.values()) {
    const rows = await sql.$queryRaw<object[]>`SELECT 1 FROM outbox WHERE published_at IS NULL LIMIT 1`;
    if (rows.length > 0) return true;
  }
  return false;
}
