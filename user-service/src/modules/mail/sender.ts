import { createLeader } from '@ems/chassis/database';
import type { Part } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { MailKind, TokenKind } from '../../generated/prisma/client';
import type { Tx, UserDatabase } from '../../shared/database';
import { textOf } from './texts';
import type { Letter, Transport } from './transport';

export interface SenderParts {
  database: UserDatabase;
  databaseUrl: string;
  transport: Transport;
  /** Makes the one-time token that a mail carries: only when it leaves, so that no token is ever stored. */
  issueToken(tx: Tx, userId: string, kind: TokenKind): Promise<string>;
  publicUrl: string;
  logger: Logger;
}

/** Beside the relay's lock in the same database. */
const senderLock = 7_301_002;

const waiting = `sent_at IS NULL AND failed_at IS NULL AND claimed_at IS NULL AND (retry_at IS NULL OR retry_at <= now())`;

/**
 * Sends the mails of committed changes; one sender per database leads. A mail is claimed, committed, and only then handed
 * over: a send key leaves at most once, also when the process dies in between; decision 21.
 */
export function mailSender(parts: SenderParts): Part {
  const { database, databaseUrl, transport, logger } = parts;
  const leader = createLeader({
    name: 'user-service mail sender',
    databaseUrl,
    lock: senderLock,
    logger,
    async round(client) {
      // Claims whose sender has died. Half a minute is longer than a hand-over may take.
      const abandoned = `sent_at IS NULL AND failed_at IS NULL AND claimed_at < now() - interval '30 seconds'`;
      const { rowCount } = transport.repeatable
        ? await client.query(`UPDATE mails SET claimed_at = NULL WHERE ${abandoned}`)
        : await client.query(`UPDATE mails SET failed_at = now(), last_error = 'interrupted' WHERE ${abandoned}`);
      if (rowCount && !transport.repeatable) logger.error({ mails: rowCount }, 'what became of mails is not known');
      const { rows } = await client.query<{ id: string }>(
        `SELECT id FROM mails WHERE ${waiting} ORDER BY created_at LIMIT 20`,
      );
      for (const { id } of rows) await send(parts, id);
      return rows.length === 20;
    },
  });
  database.onCommit(leader.wake);
  return {
    name: 'mail sender',
    start: leader.start,
    async stop() {
      await leader.stop();
      transport.close();
    },
  };
}

async function send(parts: SenderParts, id: string): Promise<void> {
  const { database, transport, logger } = parts;
  const letter = await database.transact(tx => claim(tx, parts, id));
  if (!letter) return;
  const { outcome, reason } = await transport.deliver(letter).catch(error => {
    logger.warn({ err: error, mail: id }, 'a mail could not be written');
    return { outcome: 'later' as const, reason: 'fault' };
  });
  if (outcome !== 'sent')
    logger[outcome === 'later' ? 'warn' : 'error']({ mail: id, outcome, reason }, 'a mail failed');
  await settle(database, id, outcome, reason);
}

/** @returns undefined where there is nobody to write to, or another sender was faster */
async function claim(tx: Tx, parts: SenderParts, id: string): Promise<Letter | undefined> {
  const now = new Date();
  const { count } = await tx.mail.updateMany({
    where: { id, claimedAt: null, sentAt: null, failedAt: null },
    data: { claimedAt: now, attempts: { increment: 1 } },
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

async function settle(database: UserDatabase, id: string, outcome: string, reason = ''): Promise<void> {
  if (outcome === 'sent') await database.read.$executeRaw`UPDATE mails SET sent_at = now() WHERE id = ${id}::uuid`;
  else if (outcome === 'later') {
    await database.read.$executeRaw`
      UPDATE mails SET claimed_at = NULL, last_error = ${reason},
        retry_at = now() + least(power(2, attempts), 600) * interval '1 second',
        failed_at = CASE WHEN created_at < now() - interval '2 days' THEN now() END WHERE id = ${id}::uuid`;
  } else {
    await database.read.$executeRaw`
      UPDATE mails SET failed_at = now(), last_error = ${`${outcome}: ${reason}`} WHERE id = ${id}::uuid`;
  }
}
