import { eraseSubject } from '@ems/chassis/auth';
import type { Message } from '@ems/chassis/messaging';
import { forgetAccount } from '@ems/chassis/service';
import type { AccountState } from '@ems/contracts';
import { anonymizeReviews } from '../modules/reviews';
import { anonymizeSessions, forgetOffers } from '../modules/sessions';
import { forgetContacts } from '../replicas/contacts';
import type { Tx } from '../shared/database';
import { forgetDecisions, publishErasureReceipt } from './published';

/** Erases what identifies a person, and enqueues the receipt. */
export async function eraseUser(tx: Tx, message: Message<AccountState>): Promise<void> {
  const { subject, sequence, time } = message;
  await eraseSubject(tx, message);
  await forgetContacts(tx, { userId: subject });
  await forgetDecisions(tx, subject);
  await anonymizeSessions(tx, subject, time);
  await anonymizeReviews(tx, subject);
  await forgetOffers(tx, subject, time);
  await forgetAccount(tx, subject);
  await publishErasureReceipt(tx, subject, sequence);
}
