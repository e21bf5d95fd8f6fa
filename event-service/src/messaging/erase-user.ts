import { eraseSubjectAndAddress } from '@ems/chassis/auth';
import type { Message } from '@ems/chassis/messaging';
import { forgetAccount } from '@ems/chassis/service';
import type { ErasedAccount } from '@ems/contracts';
import { deleteSecret } from '../modules/calendars';
import { removeMemberships } from '../modules/members';
import { anonymizeRegistrations } from '../modules/registrations';
import type { TicketSeal } from '../modules/seats';
import { tombstoneContact } from '../replicas/contacts';
import type { Tx } from '../shared/database';
import { publishErasureReceipt } from './published';

/** Leaves of an account that there was one. */
export async function eraseAccount(tx: Tx, message: Message<ErasedAccount>): Promise<void> {
  await eraseSubjectAndAddress(tx, message);
  await tombstoneContact(tx, message.subject, message.sequence);
}

/**
 * Erases what identifies a person, and sends the receipt. Events keep their owner's id, which identifies nobody any more:
 * those that still take place were transferred or cancelled before.
 */
export const eraseUser = (ticketSeal: TicketSeal) => async (tx: Tx, message: Message<ErasedAccount>) => {
  const { subject, sequence, data } = message;
  const emailDigest = data.emailVerified ? data.emailDigest : null;
  await eraseAccount(tx, message);
  await anonymizeRegistrations(tx, { userId: subject, emailDigest }, ticketSeal);
  await removeMemberships(tx, subject, data.emailDigest);
  await deleteSecret(tx, subject);
  await forgetAccount(tx, subject);
  await publishErasureReceipt(tx, subject, sequence);
};
