import { audit } from '@ems/chassis/audit';
import type { EmailDigest } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import type { EmailChange, User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { enqueueMail } from '../mail';
import { isSamePasswordVersion } from '../passwords';
import { lockUserForUpdate, signOutEverywhere, updateContact, updateUser } from '../users';
import { invalidCredentials } from './login';
import { type Client, invalidToken } from './refresh';
import { hashToken, randomToken } from './tokens';

const day = 86_400_000;
const confirmableMs = day;
const undoableMs = 7 * day;
/** A mail is tried for so long, and its token lives from when it is sent. */
const mailMs = 2 * day;

interface Request {
  client: Client;
  now: Date;
}

/**
 * Asks who has a mailbox whether it is this account's, in place of an earlier request. It does the same whoever has the address.
 * @param verified the account as it was when its password was compared
 * @throws DomainError 401 where the password was changed meanwhile
 */
export async function requestEmailChange(tx: Tx, verified: User, newEmail: string, { client, now }: Request) {
  const user = await lockUserForUpdate(tx, verified.id);
  if (!isSamePasswordVersion(user.passwordHash, verified.passwordHash)) throw invalidCredentials();
  await cancelEmailChange(tx, user.id);
  const id = newId();
  const expiresAt = new Date(now.getTime() + mailMs + confirmableMs);
  await tx.emailChange.create({ data: { id, userId: user.id, newEmail, createdAt: now, expiresAt } });
  await enqueueMail(tx, 'confirm_email', user.id, `confirm_email ${id}`, id);
  await audit(tx, { action: 'email.change-requested', actor: user.id, subject: user.id, client });
}

/** Forgets a new address that is not confirmed yet, and its mail if that has not left. */
export const cancelEmailChange = (tx: Tx, userId: string) =>
  tx.emailChange.deleteMany({ where: { userId, confirmedAt: null } });

/** Issues the token that a mail about a new address carries, to confirm or to undo. @returns what the mail carries */
export async function issueEmailChangeToken(tx: Tx, { id, confirmedAt }: EmailChange, now: Date): Promise<string> {
  const token = randomToken();
  const expiresAt = new Date(now.getTime() + (confirmedAt ? undoableMs : confirmableMs));
  await tx.emailChange.update({ where: { id }, data: { tokenHash: hashToken(token), expiresAt } });
  return token;
}

/**
 * Gives an account the address whose mailbox its token was mailed to, and tells the old one, which can undo it.
 * @throws DomainError 401 for a token that is unknown, used or expired; a taken address fails as `emailTakenErrors` say
 */
export async function confirmEmailChange(tx: Tx, emailDigest: EmailDigest, token: string, { client, now }: Request) {
  const { user, change } = await lockEmailChange(tx, token, now, false);
  if (user.status !== 'active') throw invalidToken();
  const { id, newEmail } = change;
  // What was mailed to the old address, such as the link that sets a password, is no longer for who reads it.
  await tx.oneTimeToken.deleteMany({ where: { userId: user.id } });
  if (newEmail === user.email) await tx.emailChange.delete({ where: { id } });
  else {
    const expiresAt = new Date(now.getTime() + mailMs + undoableMs);
    const data = { oldEmail: user.email, confirmedAt: now, expiresAt, tokenHash: null };
    await tx.emailChange.update({ where: { id }, data });
    await enqueueMail(tx, 'email_changed', user.id, `email_changed ${id}`, id);
  }
  await setEmail(tx, await updateUser(tx, user, verifiedAs(newEmail, emailDigest), now), now);
  await audit(tx, { action: 'email.changed', actor: user.id, subject: user.id, client });
}

/**
 * Gives an account its old address back, ends all of its logins, and forgets this change and all that came after it.
 * @throws DomainError 401 as {@link confirmEmailChange}
 */
export async function undoEmailChange(tx: Tx, emailDigest: EmailDigest, token: string, { client, now }: Request) {
  const { user, change } = await lockEmailChange(tx, token, now, true);
  await tx.emailChange.deleteMany({
    where: { userId: user.id, OR: [{ confirmedAt: null }, { confirmedAt: { gte: change.confirmedAt ?? now } }] },
  });
  await tx.oneTimeToken.deleteMany({ where: { userId: user.id } });
  const changed = await signOutEverywhere(tx, user, now, verifiedAs(change.oldEmail ?? user.email, emailDigest));
  await setEmail(tx, changed, now);
  await audit(tx, { action: 'email.change-undone', subject: user.id, client });
}

/** Whoever has the token has read the mailbox. */
const verifiedAs = (email: string, emailDigest: EmailDigest) => ({
  email,
  emailDigest: emailDigest(email),
  emailVerified: true,
});

/** What others compare has gone out with the account's state; those who write to it are told the address. */
const setEmail = (tx: Tx, user: User, now: Date) => updateContact(tx, user, {}, now);

/** The change of a token, with its account locked; read again then, as another use may have been first. */
async function lockEmailChange(tx: Tx, token: string, now: Date, isConfirmed: boolean) {
  const where = {
    tokenHash: hashToken(token),
    expiresAt: { gt: now },
    confirmedAt: isConfirmed ? { not: null } : null,
  };
  const found = await tx.emailChange.findFirst({ where });
  if (!found) throw invalidToken();
  const user = await lockUserForUpdate(tx, found.userId);
  const change = await tx.emailChange.findFirst({ where });
  if (!change) throw invalidToken();
  return { user, change };
}
