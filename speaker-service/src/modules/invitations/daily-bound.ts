import { tooManyRequests } from '@ems/chassis/errors';
import type { Tx } from '../../shared/database';

const dayMs = 86_400_000;

/**
 * Counts one more invitation of an account on this day (UTC), in the transaction that sends it.
 * @throws DomainError 429 beyond `most`
 */
export async function countSentInvitation(tx: Tx, userId: string, now: Date, most: number): Promise<void> {
  const day = now.toISOString().slice(0, 10);
  const counted = await tx.$executeRaw`
    INSERT INTO sent_invitations AS sent (user_id, day, count) VALUES (${userId}::uuid, ${day}::date, 1)
    ON CONFLICT (user_id) DO UPDATE SET day = excluded.day,
      count = CASE WHEN sent.day = excluded.day THEN sent.count + 1 ELSE 1 END
    WHERE sent.day <> excluded.day OR sent.count < ${most}`;
  if (counted === 1) return;
  const restOfDayMs = dayMs - (now.getTime() % dayMs);
  throw tooManyRequests(`An account sends ${most} invitations a day.`, Math.ceil(restOfDayMs / 1_000));
}

/** Forgets how many an erased account has sent. */
export const forgetSentInvitations = (tx: Tx, userId: string) => tx.sentInvitations.deleteMany({ where: { userId } });
