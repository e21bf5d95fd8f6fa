import { newId } from '@ems/chassis/database';
import { type UserLanguage, userLanguage } from '@ems/contracts';
import type { EmailChange, MailKind, TokenKind, User } from '../../generated/prisma/client';
import type { Tx, UserDatabase } from '../../shared/database';
import { renderAnnouncement } from './announcement-mail';
import { renderMail } from './templates';
import type { Delivery, MailMessage } from './transport';

/**
 * Writes a mail into the outbox of mails, in the transaction of the change that it tells of.
 * @param sendKey names the occasion: however often it is enqueued, one mail is sent
 * @param emailChangeId of a mail about a new address
 */
export async function enqueueMail(
  tx: Tx,
  kind: MailKind,
  userId: string,
  sendKey: string,
  emailChangeId?: string,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO mails (id, send_key, kind, user_id, email_change_id)
    VALUES (${newId()}::uuid, ${sendKey}, ${kind}::"MailKind", ${userId}::uuid, ${emailChangeId ?? null}::uuid)
    ON CONFLICT (send_key) DO NOTHING`;
}

/**
 * Writes a mail to the account of an address. The same statement with the same effect where there is none, so that its
 * time tells nothing; the sender deletes such a mail.
 */
export async function enqueueMailToAddress(tx: Tx, kind: MailKind, email: string): Promise<void> {
  const id = newId();
  await tx.$executeRaw`
    INSERT INTO mails (id, send_key, kind, user_id)
    VALUES (${id}::uuid, ${id}, ${kind}::"MailKind", (SELECT id FROM users WHERE email = ${email} AND status = 'active'))`;
}

/** What it takes to render a mail. */
export interface MailContext {
  /** Issues the one-time token that a mail carries: only when it is sent, so that no token is ever stored. */
  issueToken(tx: Tx, userId: string, kind: TokenKind, now: Date): Promise<string>;
  /** The same for a mail about a new address. */
  issueEmailChangeToken(tx: Tx, change: EmailChange, now: Date): Promise<string>;
  /** The base of the pages that links lead to. */
  webUrl: string;
}

/**
 * Claims a mail to send it, and renders it.
 * @param claimedAt tells this claim from others
 * @returns undefined where it has no recipient, or another sender was faster
 */
export async function claimMail(
  tx: Tx,
  context: MailContext,
  id: string,
  claimedAt: Date,
): Promise<MailMessage | undefined> {
  const { count } = await tx.mail.updateMany({
    where: { id, claimedAt: null, sentAt: null, failedAt: null },
    data: { claimedAt, attempts: { increment: 1 } },
  });
  const mail = await tx.mail.findUnique({
    where: { id },
    include: { user: true, emailChange: true, announcement: true },
  });
  if (count === 0 || !mail) return undefined;
  const { kind, sendKey, user, emailChange, announcement } = mail;
  const isNeedless = kind === 'verify_email' && user?.emailVerified;
  // Whose address is another one since the announcement has not shown yet that it is theirs.
  const isUnverified = announcement && !user?.emailVerified;
  if (!user || isNeedless || isUnverified) {
    await tx.mail.delete({ where: { id } });
    return undefined;
  }
  if (announcement) {
    const event = await tx.eventReplica.findUnique({ where: { id: announcement.eventId } });
    const settings = `${context.webUrl}/notifications`;
    const rendered = renderAnnouncement(announcement, event?.title ?? '', languageOf(user), settings);
    return { id, sendKey, to: user.email, ...rendered };
  }
  const token = emailChange
    ? await context.issueEmailChangeToken(tx, emailChange, claimedAt)
    : carriesToken(kind)
      ? await context.issueToken(tx, user.id, kind, claimedAt)
      : '';
  const to = emailChange ? addressOf(emailChange) : user.email;
  return { id, sendKey, to, ...renderMail(kind, token, context.webUrl, languageOf(user)) };
}

const carriesToken = (kind: MailKind): kind is TokenKind => kind === 'reset_password' || kind === 'verify_email';

/** The new address is asked, and then the old one told. */
const addressOf = ({ oldEmail, newEmail }: EmailChange) => oldEmail ?? newEmail;

const languageOf = ({ language }: User): UserLanguage => userLanguage.parse(language);

/**
 * Records, before a mail's last byte is sent, that it is about to be.
 * @throws Error when another sender has claimed the mail meanwhile, or its account is erased: it must not be sent
 */
export async function markHandedOver({ client: db }: UserDatabase, id: string, claimedAt: Date): Promise<void> {
  const updated = await db.$executeRaw`
    UPDATE mails SET handed_over_at = now()
    WHERE id = ${id}::uuid AND claimed_at = ${claimedAt} AND handed_over_at IS NULL AND failed_at IS NULL`;
  if (updated !== 1) throw new Error('the mail is no longer claimed by this sender');
}

/** Records what became of a mail, unless another sender has claimed it meanwhile. */
export async function markOutcome(
  { client: db }: UserDatabase,
  id: string,
  claimedAt: Date,
  { outcome, reason = '' }: Delivery,
): Promise<void> {
  if (outcome === 'sent') {
    await db.$executeRaw`UPDATE mails SET sent_at = now() WHERE id = ${id}::uuid AND claimed_at = ${claimedAt}`;
  } else if (outcome === 'retry') {
    await db.$executeRaw`
      UPDATE mails SET claimed_at = NULL, handed_over_at = NULL, last_error = ${reason},
        retry_at = now() + least(power(2, attempts), 600) * interval '1 second',
        failed_at = CASE WHEN created_at < now() - interval '2 days' THEN now() END
      WHERE id = ${id}::uuid AND claimed_at = ${claimedAt}`;
  } else {
    await db.$executeRaw`
      UPDATE mails SET failed_at = now(), last_error = ${`${outcome}: ${reason}`}
      WHERE id = ${id}::uuid AND claimed_at = ${claimedAt}`;
  }
}
