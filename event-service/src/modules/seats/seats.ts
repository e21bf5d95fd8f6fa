import { unavailable } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { registrationPromoted } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { newTicketCode } from './ticket-code';

/** What somebody gets who wants a seat. */
export type Place =
  | { status: 'confirmed' }
  | {
      status: 'waitlisted';
      /** What orders the line; later ones have more. */
      inLine: number;
      /** How many wait, this one included. */
      position: number;
    };

const attempts = 10;

/**
 * Takes a seat, or the next place in line, by one conditional UPDATE; from then on this transaction holds the counter row,
 * so whoever wants the next seat waits for its end.
 */
export async function takeSeat(tx: Tx, eventId: string): Promise<Place> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const seats = await tx.$executeRaw`
      UPDATE event_seats SET taken = taken + 1
      WHERE event_id = ${eventId}::uuid AND taken < coalesce(capacity, 2147483647)`;
    if (seats === 1) return { status: 'confirmed' };
    const [place] = await tx.$queryRaw<{ inLine: number; position: number }[]>`
      UPDATE event_seats SET waitlisted = waitlisted + 1, last_in_line = last_in_line + 1
      WHERE event_id = ${eventId}::uuid AND taken >= capacity RETURNING last_in_line AS "inLine",
        waitlisted AS position`;
    if (place) return { status: 'waitlisted', ...place };
    // Between the two a seat came free: nobody is put in line while there is one.
  }
  throw unavailable('Seats come and go too fast at the moment.', 1);
}

/** Holds the counter row. Taken before any registration's row, always, so that no two wait for one another. */
export async function lockSeats(tx: Tx, eventId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM event_seats WHERE event_id = ${eventId}::uuid FOR UPDATE`;
}

/** Gives a seat, or a place in line, back, and the seat to who waits longest. */
export async function giveUp(tx: Tx, eventId: string, status: 'confirmed' | 'waitlisted'): Promise<void> {
  const [seats, places] = status === 'confirmed' ? [1, 0] : [0, 1];
  await tx.$executeRaw`
    UPDATE event_seats SET taken = taken - ${seats}, waitlisted = waitlisted - ${places}
    WHERE event_id = ${eventId}::uuid`;
  if (status === 'confirmed') await fillSeats(tx, eventId);
}

/** Gives all free seats to those who wait, in their order, with a message each. The counter row must be held. */
export async function fillSeats(tx: Tx, eventId: string): Promise<void> {
  const next = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM registrations WHERE event_id = ${eventId}::uuid AND status = 'waitlisted' ORDER BY in_line
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
  for (const { id, userId, version } of promoted) {
    await record(tx, registrationPromoted, id, version, { id, eventId, userId, status: 'confirmed' });
  }
}
