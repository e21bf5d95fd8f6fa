import { createHash, randomBytes } from 'node:crypto';
import { notFound } from '@ems/chassis/errors';
import type { Db, Tx } from '../../shared/database';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** A new secret for somebody's calendar; the one before opens nothing any more. */
export async function renewSecret(tx: Tx, userId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const hash = hashOf(token);
  await tx.calendarSecret.upsert({
    where: { userId },
    create: { userId, hash },
    update: { hash, createdAt: new Date() },
  });
  return token;
}

export async function revokeSecret(tx: Tx, userId: string): Promise<void> {
  await tx.calendarSecret.deleteMany({ where: { userId } });
}

/** Whose calendar it opens. @throws DomainError 404 for an unknown or revoked secret, and for a disabled account's */
export async function ownerOf(db: Db, token: string): Promise<string> {
  const secret = await db.calendarSecret.findUnique({ where: { hash: hashOf(token) } });
  const account = secret && (await db.userCopy.findUnique({ where: { id: secret.userId } }));
  if (!secret || account?.status === 'disabled') throw notFound('calendar');
  return secret.userId;
}
