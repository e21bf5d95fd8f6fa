import { type EmailDigest, eraseSubjectAndAddress } from '@ems/chassis/auth';
import type { Message } from '@ems/chassis/messaging';
import { forgetAccount } from '@ems/chassis/service';
import type { ErasedAccount } from '@ems/contracts';
import { hasPublicAppearance } from '../modules/appearances';
import { forgetAvailability } from '../modules/availability';
import { deleteInvitationsTo, forgetClaims, forgetSentInvitations } from '../modules/invitations';
import { anonymizeSpeakers } from '../modules/speakers';
import type { Tx } from '../shared/database';
import { completeEmailDigests } from '../shared/email-digests';
import { publishErasureReceipt } from './published';

/** Erases what identifies a person, and enqueues the receipt. */
export const eraseUser =
  (digest: EmailDigest) =>
  async (tx: Tx, message: Message<ErasedAccount>): Promise<void> => {
    const { subject: userId, sequence, time: now, data } = message;
    const { emailDigest, emailVerified = false } = data;
    await eraseSubjectAndAddress(tx, message);
    await completeEmailDigests(tx, digest);
    await deleteInvitationsTo(tx, emailDigest);
    await forgetClaims(tx, userId);
    await forgetSentInvitations(tx, userId);
    await anonymizeSpeakers(
      tx,
      { userId, emailDigest, emailVerified, now },
      { isPublic: id => hasPublicAppearance(tx, id), forgetAvailability: id => forgetAvailability(tx, id, now) },
    );
    await forgetAccount(tx, userId);
    await publishErasureReceipt(tx, userId, sequence);
  };
