import type { Sql } from '@ems/chassis/database';
import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { publishRegistration, registrationCancelled } from '../../messaging/published';
import { isEmailVerified } from '../../replicas/accounts';
import type { EventDatabase, Tx } from '../../shared/database';
import { lockSeatsForUpdate, releaseSeat } from '../seats';
import type { RegistrationRow } from './repository';

const heldMs = 24 * 60 * 60_000;
const intervalMs = 5 * 60_000;
const batchSize = 100;

/** A registration of an account whose address is not verified ends in a day, unless it is by then. */
export async function holdForUnverified(sql: Sql, registration: RegistrationRow): Promise<RegistrationRow> {
  const { id, userId, createdAt } = registration;
  if (userId === null || (await isEmailVerified(sql, userId))) return registration;
  const heldUntil = new Date(createdAt.getTime() + heldMs);
  await sql.$executeRaw`UPDATE registrations SET held_until = ${heldUntil} WHERE id = ${id}::uuid`;
  return { ...registration, heldUntil };
}

/** What accounts hold is theirs from the moment on at which their address is verified. */
export async function keepSeatsOf(sql: Sql, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  await sql.$executeRaw`
    UPDATE registrations SET held_until = NULL
    WHERE user_id = ANY (${[...userIds]}::uuid[]) AND held_until IS NOT NULL AND status <> 'cancelled'`;
}

interface HeldSeat {
  id: string;
  eventId: string;
}

/** @returns how many were held for too long */
async function releaseHeld(database: EventDatabase, now: Date): Promise<number> {
  const held = await database.sql.$queryRaw<HeldSeat[]>`
    SELECT r.id::text, r.event_id::text AS "eventId"
    FROM registrations r JOIN events e ON e.id = r.event_id AND e.status = 'published' AND e.ends_at > ${now}
    WHERE r.held_until <= ${now} AND r.status <> 'cancelled'
      AND NOT EXISTS (SELECT FROM check_ins c WHERE c.registration_id = r.id AND c.undone_at IS NULL)
    ORDER BY r.held_until, r.id LIMIT ${batchSize}`;
  for (const registration of held) await database.transact(tx => release(tx, registration, now));
  return held.length;
}

/** Several instances may do so at once: whoever locks it second finds it cancelled. */
async function release(tx: Tx, { id, eventId }: HeldSeat, now: Date): Promise<void> {
  // The event, then its seats, then the registration: the order in which everybody locks them.
  await tx.$queryRaw`SELECT 1 FROM events WHERE id = ${eventId}::uuid FOR SHARE`;
  await lockSeatsForUpdate(tx, eventId);
  const [before] = await tx.$queryRaw<{ status: 'confirmed' | 'waitlisted' | 'cancelled' }[]>`
    SELECT status::text FROM registrations WHERE id = ${id}::uuid AND held_until <= ${now} FOR UPDATE`;
  if (!before || before.status === 'cancelled') return;
  // A check-in locks the registration, too: whoever came is let in.
  if ((await tx.checkIn.count({ where: { registrationId: id, undoneAt: null } })) > 0) return;
  const [after] = await tx.$queryRaw<{ userId: string | null; version: number }[]>`
    UPDATE registrations SET status = 'cancelled', cancelled_at = now(), updated_at = now(), version = version + 1
    WHERE id = ${id}::uuid RETURNING user_id::text AS "userId", version`;
  if (!after) throw new Error('a registration is gone while it is locked');
  const cancelled = { id, eventId, ...after, status: 'cancelled' as const, cause: 'account' as const };
  await publishRegistration(tx, registrationCancelled, cancelled);
  await releaseSeat(tx, eventId, before.status);
}

/** The periodic job that gives on what was held for a day for addresses that nobody has verified. */
export const heldSeatsJob = (database: EventDatabase, logger: Logger): Component =>
  every({
    name: 'held-seats',
    intervalMs,
    logger,
    first: 'at-once',
    async run(signal) {
      const now = new Date();
      while (!signal.aborted && (await releaseHeld(database, now)) === batchSize);
    },
  });
