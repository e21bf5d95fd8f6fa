import { unavailable } from '@ems/chassis/errors';
import { publishRegistration, registrationPromoted } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { newTicketCode } from './ticket';

/** What a registration gets: a seat, or a place on the waitlist. */
export type Allocation =
  | { status: 'confirmed' }
  | {
      status: 'waitlisted';
      /** Orders the waitlist; later ones have more. */
      waitlistOrder: number;
      /** How many wait, this one included. */
      position: number;
    };

const attempts = 10;

/**
 * Takes a seat, or the next place on the waitlist, by one conditional UPDATE; from then on this transaction holds the lock of
 * the counter row, so whoever wants the next seat waits for its end.
 */
export async function takeSeat(tx: Tx, eventId: string): Promise<Allocation> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const seats = await tx.$executeRaw`
      UPDATE event_seats SET taken = taken + 1
      WHERE event_id = ${eventId}::uuid AND taken < coalesce(capacity, 2147483647)`;
    if (seats === 1) return { status: 'confirmed' };
    const [place] = await tx.$queryRaw<{ waitlistOrder: number; position: number }[]>`
      UPDATE event_seats SET waitlisted = waitlisted + 1, last_waitlist_order = last_waitlist_order + 1
      WHERE event_id = ${eventId}::uuid AND taken >= capacity RETURNING last_waitlist_order AS "waitlistOrder",
        waitlisted AS position`;
    if (place) return { status: 'waitlisted', ...place };
    // Between the two a seat was released: nobody is waitlisted while one is free.
  }
  throw unavailable('Seats are taken and released too fast at the moment.', 1);
}

/** Locks the counter row (FOR UPDATE). Taken before any registration's row, always, so that no two wait for one another. */
export async function lockSeatsForUpdate(tx: Tx, eventId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM event_seats WHERE event_id = ${eventId}::uuid FOR UPDATE`;
}

/** Releases a seat, or a place on the waitlist; a seat goes to who waits longest. The counter row must be locked. */
export async function releaseSeat(tx: Tx, eventId: string, status: 'confirmed' | 'waitlisted'): Promise<void> {
  const [seats, places] = status === 'confirmed' ? [1, 0] : [0, 1];
  await tx.$executeRaw`
    UPDATE event_seats SET taken = taken - ${seats}, waitlisted = waitlisted - ${places}
    WHERE event_id = ${eventId}::uuid`;
  if (status === 'confirmed') await promoteWaitlist(tx, eventId);
}

/** Gives all free seats to the waitlist, in its order, with a message each. The counter row must be locked. */
export async function promoteWaitlist(tx: Tx, eventId: string): Promise<void> {
  const next = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM registrations WHERE event_id = ${eventId}::uuid AND status = 'waitlisted' ORDER BY waitlist_order
    LIMIT (SELECT coalesce(capacity - taken, waitlisted) FROM event_seats WHERE event_id = ${eventId}::uuid)`;
  if (next.length === 0) return;
  const ids = next.map(({ id }) => id);
  const codes = ids.map(newTicketCode);
  const promoted = await tx.$queryRaw<{ id: string; userId: string; version: number }[]>`
    UPDATE registrations r SET status = 'confirmed', ticket_code = given.code, confirmed_at = now(), updated_at = now(),
      version = version + 1
    FROM unnest(${ids}::uuid[], ${codes}::text[]) AS given(id, code) WHERE r.id = given.id
    RETURNING r.id::text, r.user_id::text AS "userId", r.version`;
  await tx.$executeRaw`
    UPDATE event_seats SET taken = taken + ${promoted.length}, waitlisted = waitlisted - ${promoted.length}
    WHERE event_id = ${eventId}::uuid`;
  for (const registration of promoted) {
    await publishRegistration(tx, registrationPromoted, { ...registration, eventId, status: 'confirmed' });
  }
}
