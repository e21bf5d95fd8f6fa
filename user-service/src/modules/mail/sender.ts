import { createLeader } from '@ems/chassis/database';
import type { Part } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { UserDatabase } from '../../shared/database';
import { claim, handOver, type LetterParts, settle } from './claims';
import type { Transport } from './transport';

export interface SenderParts extends LetterParts {
  database: UserDatabase;
  databaseUrl: string;
  transport: Transport;
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
      // Claims whose sender has died: what was not handed over yet is for the next to send.
      const abandoned = `sent_at IS NULL AND failed_at IS NULL AND claimed_at < now() - interval '30 seconds'`;
      const isSafe = transport.repeatable ? 'TRUE' : 'handed_over_at IS NULL';
      await client.query(`UPDATE mails SET claimed_at = NULL, handed_over_at = NULL WHERE ${abandoned} AND ${isSafe}`);
      const { rowCount } = await client.query(
        `UPDATE mails SET failed_at = now(), last_error = 'interrupted' WHERE ${abandoned}`,
      );
      if (rowCount) logger.error({ mails: rowCount }, 'what became of mails is not known');
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
  const claimedAt = new Date();
  const letter = await database.transact(tx => claim(tx, parts, id, claimedAt));
  if (!letter) return;
  const { outcome, reason } = await transport
    .deliver(letter, () => handOver(database, id, claimedAt))
    .catch(error => {
      logger.warn({ err: error, mail: id }, 'a mail could not be written');
      return { outcome: 'later' as const, reason: 'fault' };
    });
  if (outcome !== 'sent')
    logger[outcome === 'later' ? 'warn' : 'error']({ mail: id, outcome, reason }, 'a mail failed');
  await settle(database, id, claimedAt, outcome, reason);
}
