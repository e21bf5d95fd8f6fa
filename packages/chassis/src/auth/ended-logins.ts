import type { Sql } from '../database';
import { unauthenticated } from '../errors';
import type { Caller } from './caller';

/** What the issuer's message says of a login that has ended. */
export interface LoginEnded {
  sid: string;
  /** RFC 3339. */
  endedAt: string;
}

/** Serializes the ends of logins with what is derived from them: a secret that is being made sees the end, or is seen by it. */
const lockLogins = (sql: Sql, sids: readonly string[]) =>
  sql.$executeRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('login ' || sid, 0))
    FROM (SELECT DISTINCT sid FROM unnest(${[...sids]}::text[]) AS sid ORDER BY sid) logins`;

/** Records that logins have ended: none of their access tokens counts from now on; handles the issuer's messages as it is. */
export async function upsertEndedLogins(sql: Sql, messages: readonly { data: LoginEnded }[]): Promise<void> {
  const logins = messages.map(({ data: { sid, endedAt } }) => ({ sid, ended_at: endedAt }));
  await lockLogins(
    sql,
    logins.map(({ sid }) => sid),
  );
  await sql.$executeRaw`
    INSERT INTO ended_logins (sid, ended_at)
    SELECT sid, ended_at
    FROM jsonb_to_recordset(${JSON.stringify(logins)}::jsonb) AS l (sid uuid, ended_at timestamptz) ORDER BY sid
    ON CONFLICT (sid) DO NOTHING`;
}

/**
 * For a secret that outlives the access token by which it is made, and is to end with its login.
 * @throws DomainError 401 where the login has ended
 */
export async function requireLogin(tx: Sql, { sid }: Pick<Caller, 'sid'>): Promise<void> {
  await lockLogins(tx, [sid]);
  const ended = await tx.$queryRaw<unknown[]>`SELECT 1 FROM ended_logins WHERE sid = ${sid}::uuid`;
  if (ended.length > 0) throw unauthenticated();
}
