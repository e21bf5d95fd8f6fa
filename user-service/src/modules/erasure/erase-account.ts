import { createHash } from 'node:crypto';
import { audit } from '@ems/chassis/audit';
import { conflict } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { forgetAccount } from '@ems/chassis/service';
import { userErased } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { openEventsOf } from '../events';
import { accountState, lockUser } from '../users';

/**
 * Takes out of an account's row all that tells of the person, and all that hangs on it; the row itself stays, for its id
 * stands in other services. Again on an erased account does nothing.
 * @param requestedBy the account itself, or an admin
 * @throws DomainError 409 while the account owns events that still take place; the database refuses the last admin
 */
export async function eraseAccount(tx: Tx, userId: string, requestedBy: string): Promise<void> {
  const user = await lockUser(tx, userId);
  if (user.erasedAt) return;
  const events = await openEventsOf(tx, userId);
  if (events.length > 0) {
    throw conflict('user.owns-events', 'The account owns events that still take place.', { events });
  }
  const now = new Date();
  await tx.tokenFamily.deleteMany({ where: { userId } });
  await tx.oneTimeToken.deleteMany({ where: { userId } });
  await tx.mail.deleteMany({ where: { userId } });
  await tx.knownDevice.deleteMany({ where: { userId } });
  await forgetAccount(tx, userId);
  const erased = await tx.user.update({
    where: { id: userId },
    data: {
      // .invalid never becomes a domain (RFC 2606), so no mail goes there.
      email: `erased-${userId}@erased.invalid`,
      name: 'Erased account',
      passwordHash: '',
      emailVerified: false,
      role: 'member',
      status: 'disabled',
      signedOutAt: new Date(),
      erasedAt: now,
      version: { increment: 1 },
      updatedAt: now,
    },
  });
  const emailDigest = createHash('sha256').update(user.email).digest('hex');
  await record(tx, userErased, userId, erased.version, { ...accountState(erased), emailDigest });
  await tx.erasure.create({ data: { userId, requestedBy, requestedAt: now } });
  await tx.erasureReceipt.create({ data: { userId, service: 'user-service', doneAt: now } });
  await audit(tx, { action: 'account.erased', actor: requestedBy, subject: userId });
}
