import { audit } from '@ems/chassis/audit';
import type { EmailDigest } from '@ems/chassis/auth';
import { forgetAccount } from '@ems/chassis/service';
import { forgetContact, publishUserErased } from '../../messaging/published';
import { listOpenEventsOf } from '../../replicas/events';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { endLogins, endPersonalTokens, lockUserForUpdate } from '../users';
import { forgetRecipient } from './forget-recipient';

/**
 * Anonymizes an account's row and deletes what belongs to it; the row itself stays, for other services refer to its id.
 * Does nothing to an account that is erased already.
 * @param requestedBy the account itself, or an admin
 * @throws DomainError 409 while the account owns events that still take place; the database refuses the last admin
 */
export async function anonymizeUser(
  tx: Tx,
  emailDigest: EmailDigest,
  userId: string,
  requestedBy: string,
  now: Date,
): Promise<void> {
  const user = await lockUserForUpdate(tx, userId);
  if (user.erasedAt) return;
  const events = await listOpenEventsOf(tx, userId);
  if (events.length > 0) {
    throw problem('user.owns-events', 'The account owns events that still take place.', { events });
  }
  await endLogins(tx, { userId }, now);
  await endPersonalTokens(tx, { userId }, now);
  await tx.tokenFamily.deleteMany({ where: { userId } });
  await tx.personalAccessToken.deleteMany({ where: { userId } });
  await tx.oneTimeToken.deleteMany({ where: { userId } });
  await tx.mail.deleteMany({ where: { userId } });
  await tx.emailChange.deleteMany({ where: { userId } });
  await tx.knownDevice.deleteMany({ where: { userId } });
  await forgetRecipient(tx, user, emailDigest);
  await forgetAccount(tx, userId);
  const erased = await tx.user.update({
    where: { id: userId },
    data: {
      // .invalid never becomes a domain (RFC 2606), so no mail goes there.
      email: `erased-${userId}@erased.invalid`,
      emailDigest: null,
      name: 'Erased account',
      passwordHash: '',
      emailVerified: false,
      language: 'en',
      role: 'member',
      status: 'disabled',
      // Read after the families' locks: no access token of theirs was signed later.
      signedOutAt: new Date(),
      erasedAt: now,
      version: { increment: 1 },
      updatedAt: now,
    },
  });
  await forgetContact(tx, userId);
  const { email, emailVerified } = user;
  await publishUserErased(tx, erased, { emailDigest: emailDigest(email), emailVerified });
  await tx.erasure.create({ data: { userId, requestedBy, requestedAt: now } });
  await tx.erasureReceipt.create({ data: { userId, service: 'user-service', doneAt: now } });
  await audit(tx, { action: 'account.erased', actor: requestedBy, subject: userId });
}
