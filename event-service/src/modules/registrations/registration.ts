import { allInOrder, type SqlTransaction } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import {
  publishRegistration,
  registrationCancelled,
  registrationConfirmed,
  registrationMessage,
  registrationWaitlisted,
} from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { eventIdOf, lockEventForShare, requireOrganizer, type SharedEvent } from '../events';
import { lockSeatsForUpdate, promoteWaitlist, type TicketSeal } from '../seats';
import { requireReadable, requireRegistrationOpen, requireUnderWay } from './access';
import { holdForUnverified } from './held-seats';
import { findActive, findRegistration, lockRegistrationForUpdate, type RegistrationRow } from './repository';
import { toRegistrationView } from './schemas';
import { takeSeat } from './take-seat';

/**
 * Gives the caller a seat, or the next place on the waitlist; or the registration that they have already.
 * @param ref the event's id or slug
 * @param verifiedOnly whether an account whose address is not verified keeps it for a day only
 * @throws DomainError 404 for an event that they may not know of, 409 when registration is not open
 */
export async function register(
  sql: SqlTransaction,
  ref: string,
  { caller, now }: Change,
  { ticketSeal, verifiedOnly }: { ticketSeal: TicketSeal; verifiedOnly: boolean },
): Promise<{ isNew: boolean; registration: RegistrationRow }> {
  const [event, [active]] = await allInOrder([
    lockEventForShare(sql, ref, caller),
    sql.$queryRaw<{ id: string }[]>`
      SELECT id::text FROM registrations
      WHERE event_id = ${eventIdOf(ref)}
        AND user_id = ${caller.userId}::uuid AND status <> 'cancelled'`,
  ]);
  const existing = active && (await findRegistration(sql, active.id));
  if (existing) return { isNew: false, registration: existing };
  requireRegistrationOpen(event, now);
  const taken = await takeSeat(sql, event, { userId: caller.userId });
  if (!taken) throw new Error('an event has no seats');
  const registration = verifiedOnly ? await holdForUnverified(sql, taken) : taken;
  const { ticketCode } = registration;
  await sql.finish(
    ticketCode === null
      ? registrationMessage(registrationWaitlisted, registration)
      : registrationMessage(registrationConfirmed, registration, { sealedTicket: ticketSeal.seal(ticketCode) }),
  );
  return { isNew: true, registration };
}

/**
 * Cancels the caller's own registration for an event.
 * @throws DomainError 404 where they have none, 409 like {@link cancelRegistration}
 */
export async function cancelMyRegistration(tx: Tx, ref: string, change: Change, ticketSeal: TicketSeal): Promise<void> {
  const { caller, requireIfMatch } = change;
  const event = await lockEventForShare(tx, ref, caller);
  await cancel(tx, { event, change, ticketSeal }, { userId: caller.userId }, async () => {
    const own = await findActive(tx, event.id, caller.userId);
    if (!own) throw notFound('registration');
    requireIfMatch(toRegistrationView(own, change));
    return own;
  });
}

/**
 * Cancels a registration, by the registered person or the event's team; who waits longest gets the seat, in the same transaction.
 * @throws DomainError 404 or 403 for others, 409 when registration is not open any more, or the person is checked in
 */
export async function cancelRegistration(
  tx: Tx,
  ref: string,
  change: Change,
  { registrationId, ticketSeal }: { registrationId: string; ticketSeal: TicketSeal },
): Promise<void> {
  const { caller, requireIfMatch } = change;
  const event = await lockEventForShare(tx, ref, caller);
  await cancel(tx, { event, change, ticketSeal }, { id: registrationId }, async () => {
    const row = await findRegistration(tx, registrationId);
    requireReadable(row, event, caller);
    if (row.userId !== caller.userId) requireOrganizer(event, caller);
    requireIfMatch(toRegistrationView(row, change));
    return row;
  });
}

/**
 * @param which registration is locked, after the seats: a check-in locks it too
 * @param find reads it once nothing about it or the event's seats can change any more, and checks who may cancel it
 */
async function cancel(
  tx: Tx,
  { event, change, ticketSeal }: { event: SharedEvent; change: Change; ticketSeal: TicketSeal },
  which: { id: string } | { userId: string },
  find: () => Promise<RegistrationRow>,
): Promise<void> {
  requireUnderWay(event, change.now);
  await lockSeatsForUpdate(tx, event.id);
  await lockRegistrationForUpdate(tx, event.id, which);
  const { id, userId, status, checkedInAt } = await find();
  if (status === 'cancelled') return;
  if (checkedInAt)
    throw problem('registration.checked-in', 'Whoever is checked in keeps the seat.', {
      checkedInAt: checkedInAt.toISOString(),
    });
  await tx.$executeRaw`
    UPDATE registrations SET status = 'cancelled', cancelled_at = now(), updated_at = now(), version = version + 1
    WHERE id = ${id}::uuid`;
  const cancelled = await findRegistration(tx, id);
  if (!cancelled) throw new Error('a registration is gone within its own transaction');
  const cause = userId === change.caller.userId ? 'attendee' : 'team';
  await publishRegistration(tx, registrationCancelled, cancelled, { cause });
  await promoteWaitlist(tx, event.id, ticketSeal);
}
