import type { Sql } from '../database';
import { unauthenticated } from '../errors';
import type { Caller } from './caller';

/** What the issuer's message says of a login that has ended. */
export interface LoginEnded {
  sid: string;
  /** RFC 3339. */
  endedAt: string;
}

/** Serializes the end of a login with what is derived from it: a secret that is being made sees the end, or is seen by it. */
const lockLogin = (tx: Sql, sid: string) =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`login ${sid}`}, 0))`;

/** Records that a login has ended: none of its access tokens counts from now on; handles the issuer's message as it is. */
export async function upsertEndedLogin(tx: Sql, { data: { sid, endedAt } }: { data: LoginEnded }): Promise<void> {
  await lockLogin(tx, sid);
  await tx.$executeRaw`
    INSERT INTO ended_logins (sid, ended_at) VALUES (${sid}::uuid, ${endedAt}::timestamptz) ON CONFLICT (sid) DO NOTHING`;
}

/**
 * For a secret that outlives the access token by which it is made, and is to end with its login.
 * @throws DomainError 401 where the login has ended
 */
export async function requireLogin(tx: Sql, { sid }: Pick<Caller, 'sid'>): Promise<void> {
  await lockLogin(tx, sid);
  const ended = await tx.$queryRaw<unknown[]>`SELECT 1 FROM ended_logins WHERE sid = ${sid}::uuid`;
  if (ended.length > 0) throw unauthenticated();
}
