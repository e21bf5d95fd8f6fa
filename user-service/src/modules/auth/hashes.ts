import { compare, getRounds, hash } from 'bcrypt';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';

const saltOf = (stored: string) => stored.slice('$2b$12$'.length, '$2b$12$'.length + 22);

const hashLike = (password: string, stored: string, cost: number) =>
  hash(password, `$2b$${String(cost).padStart(2, '0')}$${saltOf(stored)}`);

/**
 * Whether two hashes stand for one setting of a password: each setting draws a salt of its own, and a renewed hash keeps
 * it. So a login may tell that another one renewed the hash from somebody having changed the password.
 */
export const isSamePassword = (a: string, b: string) => saltOf(a) === saltOf(b);

/** Compares in the time that a wrong password takes at `cost`, also with a hash that was made at a lower one. */
export async function compareAt(cost: number, password: string, stored: string): Promise<boolean> {
  if (await compare(password, stored)) return true;
  // A step of cost doubles the time: after 2^c, what is lacking to 2^C is 2^c + 2^(c+1) + … + 2^(C-1).
  for (let filler = getRounds(stored); filler < cost; filler++) await hashLike(password, stored, filler);
  return false;
}

/** The hash at `cost` of a password that was just found right; undefined where the stored one is no cheaper. */
export const renewAt = async (cost: number, password: string, stored: string): Promise<string | undefined> =>
  getRounds(stored) < cost ? hashLike(password, stored, cost) : undefined;

/** Keeps the renewed hash of a locked account, unless another login was first. Nobody outside can see it, so nobody is told. */
export async function keepRenewed(tx: Tx, user: User, renewed: string | undefined): Promise<void> {
  if (renewed === undefined || getRounds(user.passwordHash) >= getRounds(renewed)) return;
  await tx.user.update({ where: { id: user.id }, data: { passwordHash: renewed } });
}
