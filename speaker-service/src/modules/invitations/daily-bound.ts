import { tooManyRequests } from '@ems/chassis/errors';
import { noteRateLimit } from '@ems/chassis/http';
import type { Tx } from '../../shared/database';

const dayMs = 86_400_000;

/**
 * Counts one more invitation of an account on this day (UTC), in the transaction that sends it.
 * @throws DomainError 429 beyond `most`
 */
export async function countSentInvitation(tx: Tx, userId: string, now: Date, most: number): Promise<void> {
  const day = now.toISOString().slice(0, 10);
  const [sent] = await tx.$queryRaw<{ count: number }[]>`
    INSERT INTO sent_invitations AS sent (user_id, day, count) VALUES (${userId}::uuid, ${day}::date, 1)
    ON CONFLICT (user_id) DO UPDATE SET day = excluded.day,
      count = CASE WHEN sent.day = excluded.day THEN sent.count + 1 ELSE 1 END
    WHERE sent.day <> excluded.day OR sent.count < ${most}
    RETURNING count`;
  const resetSeconds = Math.ceil((dayMs - (now.getTime() % dayMs)) / 1_000);
  const remaining = sent ? most - sent.count : 0;
  noteRateLimit({ policy: 'invitations', quota: most, windowSeconds: dayMs / 1_000, remaining, resetSeconds });
  if (sent) return;
  throw tooManyRequests(`An account sends ${most} invitations a day.`, resetSeconds);
}

/** Forgets how many an erased account has sent. */
export const forgetSentInvitations = (tx: Tx, userId: string) => tx.sentInvitations.deleteMany({ where: { userId } });
