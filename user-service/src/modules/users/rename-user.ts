import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { changeAccount, lockUser } from './change-account';
import { toUserView } from './schemas';

/** @param requireFresh refuses when the caller read another version */
export async function renameUser(
  tx: Tx,
  id: string,
  name: string | undefined,
  requireFresh: (current: { version: number }) => void,
): Promise<User> {
  const user = await lockUser(tx, id);
  requireFresh(toUserView(user));
  if (name === undefined || name === user.name) return user;
  return changeAccount(tx, user, { name });
}
