import { newId } from '@ems/chassis/database';
import { record } from '@ems/chassis/messaging';
import { userRegistered } from '@ems/contracts';
import type { Role, User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { enqueueMail } from '../mail';

export interface NewAccount {
  email: string;
  name: string;
  passwordHash: string;
  role?: Role;
}

/** Inserts the account; a taken address fails on `users_email_key`. */
export async function register(tx: Tx, account: NewAccount): Promise<User> {
  const user = await tx.user.create({ data: { id: newId(), ...account } });
  await record(tx, userRegistered, user.id, user.version, { id: user.id, role: user.role, status: user.status });
  await enqueueMail(tx, 'verify_email', user.id, `verify_email ${user.id} registered`);
  return user;
}
