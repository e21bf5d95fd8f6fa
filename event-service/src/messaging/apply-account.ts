import { upsertEndedLogin, upsertSubject } from '@ems/chassis/auth';
import type { Message } from '@ems/chassis/messaging';
import type { AccountState, LoginEnded } from '@ems/contracts';
import { deleteSecretOfLogin, deleteSecretsUntil } from '../modules/calendars';
import type { Tx } from '../shared/database';

/** Stores whose tokens count; a new password and a logout everywhere end what was derived from the account before. */
export async function applyAccount(tx: Tx, message: Message<AccountState>): Promise<void> {
  const { id, secretsEndedAt } = message.data;
  await upsertSubject(tx, message);
  if (secretsEndedAt) await deleteSecretsUntil(tx, id, new Date(secretsEndedAt));
}

/** Stores that a login has ended, and ends what was derived from it. */
export async function applyLoginEnd(tx: Tx, message: Message<LoginEnded>): Promise<void> {
  await upsertEndedLogin(tx, message);
  await deleteSecretOfLogin(tx, message.data.sid);
}
