import { ageOf } from '@ems/chassis/database';
import { conflict, notFound, unavailable } from '@ems/chassis/errors';
import type { Tx } from '../../shared/database';

/** How long the first message of a new account may take. */
const messageMayTakeMs = 60_000;

/**
 * Makes sure that somebody can be given a role.
 * @throws DomainError 404 for an unknown account, 409 for a disabled one, 503 while one that is new may still become known
 */
export async function requireAccount(tx: Tx, id: string): Promise<void> {
  const account = await tx.userCopy.findUnique({ where: { id } });
  if (account?.status === 'active') return;
  if (account) throw conflict('event.account-disabled', 'The account is disabled.', { userId: id });
  const age = ageOf(id);
  if (age !== undefined && age < messageMayTakeMs) throw unavailable('The account is not known here yet.', 1);
  throw notFound('user');
}
