import type { Sql } from '../database';
import { currentContext } from '../log';

export interface AuditEntry {
  /** What was done, as `<noun>.<fact>`: `login.succeeded`. */
  action: string;
  /** The account that did it; none where nobody is known, or it was no account. */
  actor?: string | undefined;
  /** Id of whom or what it was done to. */
  subject?: string | undefined;
  /** What else there is to know, without a word that tells of a person: it stays for good. */
  facts?: Record<string, unknown>;
  /** From where; personal, so it is kept apart and forgotten in time. */
  client?: { address: string; agent: string } | undefined;
}

/**
 * Writes an entry of the audit log, which the database chains to the one before. In a transaction it comes last: from
 * then on until the commit all other entries wait.
 */
export async function audit(sql: Sql, { action, actor, subject, facts = {}, client }: AuditEntry): Promise<void> {
  const details = client && JSON.stringify({ address: client.address, agent: client.agent });
  await sql.$executeRaw`
    INSERT INTO audit (action, actor, subject, facts, request_id, details)
    VALUES (${action}, ${actor ?? null}::uuid, ${subject ?? null}, ${JSON.stringify(facts)}::jsonb,
            ${currentContext()?.requestId ?? null}, ${details ?? null}::jsonb)`;
}

/** Forgets from where an account acted and was acted on; that it did stays, with an id that leads to nobody. */
export async function forgetAuditDetails(tx: Sql, accountId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE audit SET details = NULL
    WHERE details IS NOT NULL AND (actor = ${accountId}::uuid OR subject = ${accountId})`;
}

/** Details are of use while somebody may still ask who it was; the law asks not to keep them for longer. */
export async function forgetOldAuditDetails(sql: Sql): Promise<void> {
  await sql.$executeRaw`
    UPDATE audit SET details = NULL WHERE details IS NOT NULL AND at < now() - interval '90 days'`;
}

/** The newest entry, for a place outside the database: with it {@link verifyAudit} finds a log that was cut or made anew. */
export async function auditHead(sql: Sql): Promise<{ number: bigint; hash: string } | undefined> {
  const rows = await sql.$queryRaw<{ number: bigint; hash: string }[]>`
    SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1`;
  return rows[0];
}
