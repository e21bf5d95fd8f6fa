import type { EmailDigest } from '@ems/chassis/auth';
import type { EmailChange, Mail, TokenKind } from '../../generated/prisma/client';
import type { Tx, UserDatabase } from '../../shared/database';
import { findRecipient, type QueuedMail, type Recipient } from './recipient';
import { type AccountKind, type NoticeKind, renderAccountMail } from './templates';
import type { Delivery, MailMessage } from './transport';

/** What a mail is made of when it is sent, but for whom it goes to. */
type RenderedMail = Omit<MailMessage, 'id' | 'sendKey' | 'to'>;

/** A mail about an event that waits to be sent. */
export type Notice = Mail & { kind: NoticeKind };

/** What it takes to render a mail. */
export interface MailContext {
  /** Issues the one-time token that a mail carries: only when it is sent, so that no token is ever stored. */
  issueToken(tx: Tx, userId: string, kind: TokenKind, now: Date): Promise<string>;
  /** The same for a mail about a new address. */
  issueEmailChangeToken(tx: Tx, change: EmailChange, now: Date): Promise<string>;
  emailDigest: EmailDigest;
  /** The base of the pages that links lead to. */
  webUrl: string;
  /** Renders a mail about an event: undefined where there is nothing to tell, or it is not wanted. */
  renderNotice(tx: Tx, notice: Notice, recipient: Recipient): Promise<RenderedMail | 'not known yet' | undefined>;
}

/** A mail may overtake the message of what it is about, which comes from another service. */
const patienceMs = 10 * 60_000;

/**
 * Claims a mail to send it, and renders it.
 * @param claimedAt tells this claim from others
 * @returns undefined where it has no recipient, tells nothing, or another sender was faster
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
  const mail = await tx.mail.findUnique({ where: { id }, include: { emailChange: true } });
  if (count === 0 || !mail) return undefined;
  const recipient = await findRecipient(tx, mail, context.emailDigest);
  const isOfAnother = typeof recipient !== 'string' && (await isToldOtherwise(tx, mail, recipient));
  const rendered =
    typeof recipient === 'string' ? recipient : isOfAnother || (await render(tx, context, mail, recipient, claimedAt));
  if (rendered === 'not known yet') return postpone(tx, mail, claimedAt);
  if (typeof rendered !== 'object' || typeof recipient === 'string') {
    await tx.mail.deleteMany({ where: { id } });
    return undefined;
  }
  return { id, sendKey: mail.sendKey, to: recipient.address, ...rendered };
}

/** Somebody who was known by a profile or a registration alone has got an account: the fact may be told to that already. */
async function isToldOtherwise(tx: Tx, { userId, sendKey }: Mail, recipient: Recipient): Promise<boolean> {
  if (userId !== null || recipient.userId === null) return false;
  return (await tx.mail.count({ where: { sendKey: sendKey.replace(/\/.*$/, `/${recipient.userId}`) } })) > 0;
}

async function render(tx: Tx, context: MailContext, mail: QueuedMail, recipient: Recipient, now: Date) {
  if (isNotice(mail)) return context.renderNotice(tx, mail, recipient);
  const { kind, emailChange } = mail as QueuedMail & { kind: AccountKind };
  const user = recipient.userId;
  if (user === null || (kind === 'verify_email' && recipient.isVerified)) return undefined;
  const token = emailChange
    ? await context.issueEmailChangeToken(tx, emailChange, now)
    : hasToken(kind) && (await context.issueToken(tx, user, kind, now));
  // The token stands in the fragment of the link, which reaches no server's log, and is spent by a click on the page, so that
  // programs that open links spend none.
  return renderAccountMail(kind, recipient.language, `${context.webUrl}/${pages[kind]}${token ? `#${token}` : ''}`);
}

const hasToken = (kind: AccountKind): kind is TokenKind => kind === 'verify_email' || kind === 'reset_password';

const pages: Record<AccountKind, string> = {
  verify_email: 'verify-email',
  reset_password: 'reset-password',
  password_changed: 'forgot-password',
  confirm_email: 'confirm-email',
  email_changed: 'undo-email',
};

const isNotice = (mail: Mail): mail is Notice => !(mail.kind in pages);

/** A mail that cannot be made keeps no other waiting: it is tried again later, for two days. */
export async function postponeFailed({ client: db }: UserDatabase, id: string): Promise<void> {
  await db.$executeRaw`
    UPDATE mails SET attempts = attempts + 1, last_error = 'cannot be made',
      retry_at = now() + least(power(2, attempts + 1), 600) * interval '1 second',
      failed_at = CASE WHEN created_at < now() - interval '2 days' THEN now() END,
      outcome = CASE WHEN created_at < now() - interval '2 days' THEN 'expired' END
    WHERE id = ${id}::uuid AND claimed_at IS NULL AND sent_at IS NULL AND failed_at IS NULL`;
}

/** Gives the claim back for a while, longer each time; what stays unknown is given up. */
async function postpone(tx: Tx, { id, createdAt, attempts }: Mail, now: Date): Promise<undefined> {
  const isGivenUp = now.getTime() - createdAt.getTime() > patienceMs;
  await tx.mail.updateMany({
    where: { id },
    data: isGivenUp
      ? { claimedAt: null, failedAt: now, outcome: 'expired', lastError: 'what it is about is not known' }
      : { claimedAt: null, retryAt: new Date(now.getTime() + Math.min(2 ** attempts, 60) * 1_000) },
  });
  return undefined;
}

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
    await db.$executeRaw`
      UPDATE mails SET sent_at = now(), outcome = 'sent' WHERE id = ${id}::uuid AND claimed_at = ${claimedAt}`;
  } else if (outcome === 'retry') {
    await db.$executeRaw`
      UPDATE mails SET claimed_at = NULL, handed_over_at = NULL, last_error = ${reason},
        retry_at = now() + least(power(2, attempts), 600) * interval '1 second',
        failed_at = CASE WHEN created_at < now() - interval '2 days' THEN now() END,
        outcome = CASE WHEN created_at < now() - interval '2 days' THEN 'expired' END
      WHERE id = ${id}::uuid AND claimed_at = ${claimedAt}`;
  } else {
    await db.$executeRaw`
      UPDATE mails SET failed_at = now(), outcome = ${outcome}, last_error = ${`${outcome}: ${reason}`}
      WHERE id = ${id}::uuid AND claimed_at = ${claimedAt}`;
  }
}
