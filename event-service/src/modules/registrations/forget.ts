import { publishForgotten } from '../../messaging/published';
import type { Tx } from '../../shared/database';

const batchSize = 500;

/** Empties some of the registrations of a locked event, as {@link forgetRegistrations} does. @returns false when none was left */
export async function forgetSome(tx: Tx, eventId: string, now: Date): Promise<boolean> {
  const left = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM registrations WHERE event_id = ${eventId}::uuid AND forgotten_at IS NULL
    ORDER BY id LIMIT ${batchSize} FOR UPDATE`;
  await forgetRegistrations(
    tx,
    left.map(({ id }) => id),
    now,
  );
  return left.length > 0;
}

/**
 * Empties registrations of all that identifies somebody: here, in the check-ins of them and in messages that were sent. They stay
 * as what they were, so that all counts are right.
 */
export async function forgetRegistrations(tx: Tx, ids: string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  const forgotten = await tx.$queryRaw<{ id: string; eventId: string; version: number }[]>`
    UPDATE registrations SET user_id = NULL, name = NULL, email = NULL, email_digest = NULL, forgotten_at = ${now},
      updated_at = now(), version = version + 1
    WHERE id = ANY (${ids}::uuid[]) RETURNING id::text, event_id::text AS "eventId", version`;
  await tx.checkIn.updateMany({
    where: { registrationId: { in: ids } },
    data: { checkedInBy: null, undoneBy: null },
  });
  await tx.$executeRaw`
    UPDATE outbox SET payload = payload - 'name' - 'email' WHERE subject = ANY (${ids}::text[]) AND payload ? 'name'`;
  await publishForgotten(tx, forgotten);
}
