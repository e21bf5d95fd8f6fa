import { createHash, randomBytes } from 'node:crypto';
import { findSubject, requireLogin } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { Db, Tx } from '../../shared/database';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** A new secret for the caller's calendar feed, which ends with their login; the one before is revoked by it. @throws DomainError 401 */
export async function renewSecret(tx: Tx, { caller, now }: Pick<Change, 'caller' | 'now'>): Promise<string> {
  const { userId, sid } = caller;
  await requireLogin(tx, caller);
  const token = randomBytes(32).toString('base64url');
  const hash = hashOf(token);
  await tx.calendarSecret.upsert({
    where: { userId },
    create: { userId, hash, sid, createdAt: now },
    update: { hash, sid, createdAt: now },
  });
  return token;
}

export async function deleteSecretsOfLogins(sql: Sql, sids: readonly string[]): Promise<void> {
  await sql.$executeRaw`DELETE FROM calendar_secrets WHERE sid = ANY(${[...sids]}::uuid[])`;
}

/** Deletes what accounts made up to an instant each: RFC 3339. */
export async function deleteSecretsUntil(
  sql: Sql,
  ends: readonly { userId: string; instant: string }[],
): Promise<void> {
  if (ends.length === 0) return;
  await sql.$executeRaw`
    DELETE FROM calendar_secrets s
    USING jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) AS e ("userId" uuid, instant timestamptz)
    WHERE s.user_id = e."userId" AND s.created_at <= e.instant`;
}

export async function deleteSecret(tx: Tx, userId: string): Promise<void> {
  await tx.calendarSecret.deleteMany({ where: { userId } });
}

/** Whose feed the secret opens. @throws DomainError 404 for an unknown or revoked secret, and for a disabled account's */
export async function findSecretOwner(db: Db, token: string): Promise<string> {
  const secret = await db.calendarSecret.findUnique({ where: { hash: hashOf(token) } });
  const account = secret && (await findSubject(db, secret.userId));
  if (!secret || account?.status === 'disabled') throw notFound('calendar');
  return secret.userId;
}
