import { audit } from '@ems/chassis/audit';
import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { forbidden, invalidField, notFound } from '@ems/chassis/errors';
import { keyset, totalOf } from '@ems/chassis/http';
import type { PersonalAccessToken } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { type Client, hashToken } from '../auth';
import { endPersonalTokens, lockUserForUpdate, requireActiveLogin } from '../users';
import { type NewToken, toTokenView } from './schemas';
import { newSecret } from './secret';

interface Request {
  caller: Caller;
  client: Client;
  now: Date;
}

const newestFirst = keyset(['uuid'], ({ id }: PersonalAccessToken) => [id]);

/**
 * Makes a token of the caller. @returns its secret too, which is nowhere else
 * @throws DomainError 400 where it would have expired; 401; 403 for what the caller may not do; the database refuses the 51st
 */
export async function createToken(tx: Tx, { caller, client, now }: Request, wanted: NewToken) {
  const { name, scopes, eventIds = [], expiresAt = null } = wanted;
  if (expiresAt && expiresAt <= now) {
    throw invalidField('#/expiresAt', 'in-the-past', 'Must be in the future.');
  }
  // Whoever is logged out everywhere meanwhile leaves no token behind.
  await lockUserForUpdate(tx, caller.userId);
  const { id: userId, role } = await requireActiveLogin(tx, caller);
  if (scopes.includes('admin') && role !== 'admin') throw forbidden('Only an admin may give the scope admin.');
  const secret = newSecret();
  const hash = hashToken(secret);
  const data = { id: newId(), userId, name, hash, scopes, eventIds, createdAt: now, expiresAt };
  const made = await tx.personalAccessToken.create({ data });
  const facts = { token: made.id, scopes, eventIds, expiresAt };
  await audit(tx, { action: 'personal-token.created', actor: userId, subject: userId, facts, client });
  return { ...toTokenView(made), token: secret };
}

/** The caller's tokens, in pages, newest first; one that has expired for a while yet. */
export async function listTokens(
  db: Db,
  { userId }: Caller,
  { limit, cursor, count }: { limit: number; cursor?: string | undefined; count?: boolean | undefined },
) {
  const [after] = newestFirst.after(cursor) ?? [];
  const where = { userId, revokedAt: null };
  const tokens = await db.personalAccessToken.findMany({
    where: { ...where, ...(after && { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const total = await totalOf(count, take => db.personalAccessToken.count({ where, take }));
  return newestFirst.page(tokens, limit, toTokenView, total);
}

/** @throws DomainError 404, also for somebody else's */
export async function findToken(db: Db, { userId }: Caller, id: string) {
  const token = await db.personalAccessToken.findFirst({ where: { id, userId, revokedAt: null } });
  if (!token) throw notFound('token');
  return toTokenView(token);
}

/** @throws DomainError 404, also for somebody else's */
export async function deleteToken(tx: Tx, { caller: { userId }, client, now }: Request, id: string): Promise<void> {
  if ((await endPersonalTokens(tx, { id, userId }, now)) === 0) throw notFound('token');
  await audit(tx, {
    action: 'personal-token.deleted',
    actor: userId,
    subject: userId,
    facts: { token: id },
    client,
  });
}
