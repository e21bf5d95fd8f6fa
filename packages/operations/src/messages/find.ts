import type { Sql } from '@ems/chassis/database';
import { redact } from '@ems/chassis/log';
import { messages } from '@ems/contracts';
import { type Databases, databaseOf } from '../database/databases';

/** A message as its producer has it, and what became of it. */
export interface FoundMessage {
  id: string;
  producer: string;
  type: string;
  subject: string;
  sequence: number;
  requestId: string | null;
  occurredAt: Date;
  /** Null while it waits. */
  publishedAt: Date | null;
  attempts: number;
  lastError: string | null;
  /** When it was handled, by consumer; null where it was not, or was forgotten with a restore. */
  handled: Record<string, Date | null>;
  data: Record<string, unknown>;
}

type Row = Omit<FoundMessage, 'producer' | 'handled'>;

/** Looks for a message in what its producer has still to send and in its archive. What is personal of it is left out, as in the log. */
export async function findMessage(databases: Databases, id: string): Promise<FoundMessage | undefined> {
  for (const [producer, sql] of databases) {
    const [row] = await sql.$queryRaw<Row[]>`
      SELECT message_id::text AS id, type, subject, sequence, context->>'requestId' AS "requestId", occurred_at AS "occurredAt",
        published_at AS "publishedAt", attempts, last_error AS "lastError", payload AS data
      FROM outbox WHERE message_id = ${id}::uuid`;
    if (row) return complete(databases, producer, row);
  }
  return undefined;
}

/** What a request has led to in one service. */
export interface Trace {
  messages: FoundMessage[];
  /** Entries of the audit logs. */
  audit: { service: string; at: Date; action: string; subject: string | null }[];
}

/** All messages that a request has led to, also by the effects of others, in the order in which they happened. */
export async function traceRequest(databases: Databases, requestId: string): Promise<Trace> {
  const trace: Trace = { messages: [], audit: [] };
  for (const [service, sql] of databases) {
    const rows = await sql.$queryRaw<Row[]>`
      SELECT message_id::text AS id, type, subject, sequence, context->>'requestId' AS "requestId", occurred_at AS "occurredAt",
        published_at AS "publishedAt", attempts, last_error AS "lastError", payload AS data
      FROM outbox WHERE context->>'requestId' = ${requestId} ORDER BY id`;
    for (const row of rows) trace.messages.push(await complete(databases, service, row));
    const entries = await sql.$queryRaw<{ at: Date; action: string; subject: string | null }[]>`
      SELECT at, action, subject FROM audit WHERE request_id = ${requestId} ORDER BY number`;
    trace.audit.push(...entries.map(entry => ({ service, ...entry })));
  }
  trace.messages.sort((one, other) => one.occurredAt.getTime() - other.occurredAt.getTime());
  return trace;
}

async function complete(databases: Databases, producer: string, row: Row): Promise<FoundMessage> {
  const consumers = messages.find(({ type }) => type === row.type)?.consumers ?? [];
  const handled: FoundMessage['handled'] = {};
  for (const consumer of consumers) handled[consumer] = await handledAt(databaseOf(databases, consumer), row.id);
  return { ...row, producer, handled, data: redact(row.data) };
}

async function handledAt(sql: Sql, id: string): Promise<Date | null> {
  const [row] = await sql.$queryRaw<{ at: Date }[]>`SELECT received_at AS at FROM inbox WHERE message_id = ${id}::uuid`;
  return row?.at ?? null;
}
