import type { Sql } from '../database';
import type { Caller } from './caller';
import type { Revoked } from './revocations';

/** Access tokens live ten minutes, so what ended earlier matters to none. */
const longestTokenMs = 15 * 60_000;

const longestAgo = () => new Date(Date.now() - longestTokenMs);

/**
 * Whose access tokens do not count: subjects of whom none does, or none of before they were signed out everywhere, and logins
 * that have ended. Of accounts that were disabled or erased, the list has those alone that may still have a token: it does not grow.
 * @param caller asks for this one alone
 */
export async function loadRevoked(sql: Sql, caller?: Caller): Promise<Revoked[]> {
  const [since, userId, sid] = [longestAgo(), caller?.userId ?? null, caller?.sid ?? null];
  const rows = await sql.$queryRaw<{ id: string; issuedBy: Date | null }[]>`
    SELECT id::text, CASE WHEN disabled THEN NULL ELSE signed_out_at END AS "issuedBy" FROM token_subjects
    WHERE (signed_out_at > ${since} OR (disabled AND (signed_out_at IS NULL OR id = ${userId}::uuid)))
      AND (${userId}::uuid IS NULL OR id = ${userId}::uuid)
    UNION ALL
    SELECT sid::text, NULL FROM ended_logins
    WHERE ended_at > ${since} AND (${sid}::uuid IS NULL OR sid = ${sid}::uuid)`;
  return rows.map(({ id, issuedBy }) => (issuedBy ? { id, issuedBy } : id));
}

/** Forgets logins whose last access token has expired. */
export const deleteOldLogins = (sql: Sql) => sql.$executeRaw`DELETE FROM ended_logins WHERE ended_at < ${longestAgo()}`;
