import { type Message, record } from '@ems/chassis/messaging';
import { forgetAccount } from '@ems/chassis/service';
import { type AccountState, sessionUserErasureDone } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { unlinkFromSessions } from '../sessions';
import { copyAccount } from './account-copy';

/** Forgets what tells of a person, with the receipt. */
export async function eraseAccount(tx: Tx, message: Message<AccountState>): Promise<void> {
  const { subject, sequence } = message;
  await copyAccount(tx, message);
  await unlinkFromSessions(tx, subject);
  await forgetAccount(tx, subject);
  await record(tx, sessionUserErasureDone, subject, sequence, { userId: subject });
}
