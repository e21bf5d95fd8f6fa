import { isEmailVerified } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import type { EventDatabase } from '../../shared/database';
import type { TicketSeal } from '../seats';
import { type Active, endRegistration } from './end-registration';
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

/** @returns how many were held for too long */
async function releaseHeld(database: EventDatabase, ticketSeal: TicketSeal, now: Date): Promise<number> {
  const held = await database.sql.$queryRaw<Active[]>`
    SELECT r.id::text, r.event_id::text AS "eventId"
    FROM registrations r JOIN events e ON e.id = r.event_id AND e.status = 'published' AND e.ends_at > ${now}
    WHERE r.held_until <= ${now} AND r.status <> 'cancelled'
      AND NOT EXISTS (SELECT FROM check_ins c WHERE c.registration_id = r.id AND c.undone_at IS NULL)
    ORDER BY r.held_until, r.id LIMIT ${batchSize}`;
  // Several instances may do so at once: whoever locks it second finds it cancelled.
  for (const registration of held) {
    await database.transact(tx => endRegistration(tx, registration, { heldUntil: now, ticketSeal }));
  }
  return held.length;
}

/** The periodic job that gives on what was held for a day for addresses that nobody has verified. */
export const heldSeatsJob = (database: EventDatabase, ticketSeal: TicketSeal, logger: Logger): Component =>
  every({
    name: 'held-seats',
    intervalMs,
    logger,
    first: 'at-once',
    async run(signal) {
      const now = new Date();
      while (!signal.aborted && (await releaseHeld(database, ticketSeal, now)) === batchSize);
    },
  });
