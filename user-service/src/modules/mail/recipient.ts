import type { EmailDigest } from '@ems/chassis/auth';
import { type UserLanguage, userLanguage } from '@ems/contracts';
import type { EmailChange, Mail, User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';

/** Whom a mail goes to, as it is when it is sent. */
export interface Recipient {
  address: string;
  language: UserLanguage;
  /** Null: an address without an account. */
  userId: string | null;
  /** The mailbox has been shown to be of who has the account; else the mail says nothing that others have written. */
  isVerified: boolean;
  /** By which it is known what they do not want to get. */
  key: string;
}

/** A mail that waits to be sent, with the change of address that it is about. */
export type QueuedMail = Mail & { emailChange: EmailChange | null };

/** What is to come of a mail that has no recipient now: none ever, or maybe soon, as who it is is not known here yet. */
export type NoRecipient = 'nobody' | 'not known yet';

const ofAccount = (user: User): Recipient | NoRecipient =>
  user.status === 'active' && !user.erasedAt
    ? {
        address: user.email,
        language: userLanguage.parse(user.language),
        userId: user.id,
        isVerified: user.emailVerified,
        key: `user ${user.id}`,
      }
    : 'nobody';

/** Looks up who gets a mail: an account, or the address of a registration, a profile or an invitation. */
export async function findRecipient(
  tx: Tx,
  { userId, emailChange, registrationId, speakerId, invitationId }: QueuedMail,
  digest: EmailDigest,
): Promise<Recipient | NoRecipient> {
  const ofAddress = async (email: string | null | undefined): Promise<Recipient | NoRecipient> => {
    if (!email) return 'nobody';
    // Of an account with it only the language counts, which tells nothing to whoever has entered the address.
    const account = await tx.user.findUnique({ where: { email, emailVerified: true, status: 'active' } });
    const language = userLanguage.parse(account?.language ?? 'en');
    return { address: email, language, userId: null, isVerified: false, key: `address ${digest(email)}` };
  };
  const ofUser = async (id: string) => {
    const user = await tx.user.findUnique({ where: { id } });
    return user ? ofAccount(user) : 'nobody';
  };
  if (userId) {
    const recipient = await ofUser(userId);
    // The new address is asked, and once that is confirmed the old one is told.
    return typeof recipient === 'string' || !emailChange
      ? recipient
      : { ...recipient, address: emailChange.oldEmail ?? emailChange.newEmail };
  }
  if (invitationId) return ofAddress((await tx.invitationReplica.findUnique({ where: { id: invitationId } }))?.email);
  if (registrationId) {
    const registration = await tx.registrationReplica.findUnique({ where: { id: registrationId } });
    return registration?.userId ? ofUser(registration.userId) : ofAddress(registration?.email);
  }
  if (!speakerId) return 'nobody';
  const speaker = await tx.speakerReplica.findUnique({ where: { id: speakerId } });
  if (speaker?.deleted) return 'nobody';
  if (speaker?.userId) return ofUser(speaker.userId);
  return speaker && speaker.contactVersion > 0 ? ofAddress(speaker.email) : 'not known yet';
}
