import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { isCheaper } from './hashes';

/** Keeps the renewed hash of a locked account, unless another login was first. Nobody outside can see it, so nobody is told. */
export async function keepRenewed(tx: Tx, user: User, renewed: string | undefined): Promise<void> {
  if (renewed === undefined || !isCheaper(user.passwordHash, renewed)) return;
  await tx.user.update({ where: { id: user.id }, data: { passwordHash: renewed } });
}
