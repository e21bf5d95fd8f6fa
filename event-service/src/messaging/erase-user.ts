import { upsertSubjects } from '@ems/chassis/auth';
import type { Message } from '@ems/chassis/messaging';
import { forgetAccount } from '@ems/chassis/service';
import type { AccountState } from '@ems/contracts';
import { deleteSecret } from '../modules/calendars';
import { removeMemberships } from '../modules/members';
import { anonymizeRegistrations } from '../modules/registrations';
import { forgetAddress } from '../replicas/accounts';
import type { Tx } from '../shared/database';
import { publishErasureReceipt } from './published';

/**
 * Erases what identifies a person, and sends the receipt. Events keep their owner's id, which identifies nobody any more:
 * those that still take place were transferred or cancelled before.
 */
export async function eraseUser(tx: Tx, message: Message<AccountState>): Promise<void> {
  const { subject, sequence } = message;
  await upsertSubjects(tx, [message]);
  await anonymizeRegistrations(tx, subject);
  await removeMemberships(tx, subject, message.data.emailDigest);
  await forgetAddress(tx, message);
  await deleteSecret(tx, subject);
  await forgetAccount(tx, subject);
  await publishErasureReceipt(tx, subject, sequence);
}
