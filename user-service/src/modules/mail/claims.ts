import type { MailKind, TokenKind } from '../../generated/prisma/client';
import type { Tx, UserDatabase } from '../../shared/database';
import { textOf } from './texts';
import type { Letter } from './transport';

export interface LetterParts {
  /** Makes the one-time token that a mail carries: only when it leaves, so that no token is ever stored. */
  issueToken(tx: Tx, userId: string, kind: TokenKind): Promise<string>;
  publicUrl: string;
}

/**
 * Takes a mail to send it, and puts it together.
 * @param claimedAt tells this claim from others
 * @returns undefined where there is nobody to write to, or another sender was faster
 */
export async function claim(tx: Tx, parts: LetterParts, id: string, claimedAt: Date): Promise<Letter | undefined> {
  const { count } = await tx.mail.updateMany({
    where: { id, claimedAt: null, sentAt: null, failedAt: null },
    data: { claimedAt, attempts: { increment: 1 } },
  });
  const mail = await tx.mail.findUnique({ where: { id }, include: { user: true } });
  if (count === 0 || !mail) return undefined;
  if (!mail.user || (mail.kind === 'verify_email' && mail.user.emailVerified)) {
    await tx.mail.delete({ where: { id } });
    return undefined;
  }
  const token = carriesToken(mail.kind) ? await parts.issueToken(tx, mail.user.id, mail.kind) : '';
  return {
    id,
    sendKey: mail.sendKey,
    to: mail.user.email,
    ...textOf(mail.kind, mail.user.name, token, parts.publicUrl),
  };
}

const carriesToken = (kind: MailKind): kind is TokenKind => kind !== 'password_changed';

/** The last moment at which a mail is kept back that another sender has taken over, or whose account is gone. */
export async function handOver({ read: sql }: UserDatabase, id: string, claimedAt: Date): Promise<void> {
  const handed = await sql.$executeRaw`
    UPDATE mails SET handed_over_at = now()
    WHERE id = ${id}::uuid AND claimed_at = ${claimedAt} AND handed_over_at IS NULL AND failed_at IS NULL`;
  if (handed !== 1) throw new Error('the mail is no longer for this sender to send');
}

/** Notes down what became of a mail, unless it is another sender's by now. */
export async function settle(
  { read: sql }: UserDatabase,
  id: string,
  claimedAt: Date,
  outcome: string,
  reason = '',
): Promise<void> {
  if (outcome === 'sent') {
    await sql.$executeRaw`UPDATE mails SET sent_at = now() WHERE id = ${id}::uuid AND claimed_at = ${claimedAt}`;
  } else if (outcome === 'later') {
    await sql.$executeRaw`
      UPDATE mails SET claimed_at = NULL, handed_over_at = NULL, last_error = ${reason},
        retry_at = now() + least(power(2, attempts), 600) * interval '1 second',
        failed_at = CASE WHEN created_at < now() - interval '2 days' THEN now() END
      WHERE id = ${id}::uuid AND claimed_at = ${claimedAt}`;
  } else {
    await sql.$executeRaw`
      UPDATE mails SET failed_at = now(), last_error = ${`${outcome}: ${reason}`}
      WHERE id = ${id}::uuid AND claimed_at = ${claimedAt}`;
  }
}
