import type { Sql, SqlTransaction } from '@ems/chassis/database';
import { aDayBefore, requireFewerADay } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { registrationConfirmed, registrationMessage } from '../../messaging/published';
import { problem } from '../../shared/problem';
import { isOrganizer, lockEventForShare, requireCheckInStaff, teamRole } from '../events';
import type { TicketSeal } from '../seats';
import { requireUnderWay } from './access';
import type { RegistrationRow } from './repository';
import { takeSeat, type WalkIn } from './take-seat';

/**
 * Registers somebody who has no account, as the team and stewards do at the door: with a seat or not at all, since nobody could tell
 * them that one has become free.
 * @param ref the event's id or slug
 * @throws DomainError 404 or 403 for others than team and stewards, 409 before the event is published, after its end, and when all
 * seats are taken, 429 where the address has got as many tickets as it may within a day
 * @returns the registration, and whether who has made it may see the address
 */
export async function registerWalkIn(
  sql: SqlTransaction,
  ref: string,
  { caller, now }: Change,
  { walkIn, ticketSeal, mailsADay }: { walkIn: WalkIn; ticketSeal: TicketSeal; mailsADay: number },
): Promise<{ registration: RegistrationRow; isOrganizer: boolean }> {
  const event = await lockEventForShare(sql, ref, caller);
  requireCheckInStaff(event, caller);
  requireUnderWay(event, now);
  if (walkIn.emailDigest !== null) await requireFewTickets(sql, walkIn.emailDigest, now, mailsADay);
  const registration = await takeSeat(sql, event, walkIn);
  if (!registration?.ticketCode) throw problem('registration.full', 'All seats of the event are taken.');
  const sealedTicket = ticketSeal.seal(registration.ticketCode);
  await sql.finish(registrationMessage(registrationConfirmed, registration, { sealedTicket }));
  return { registration, isOrganizer: isOrganizer(teamRole(event, caller)) };
}

/**
 * Nobody fills a stranger's mailbox: of all events together, and with those that were cancelled since.
 * @throws DomainError 429
 */
async function requireFewTickets(sql: Sql, emailDigest: string, now: Date, most: number): Promise<void> {
  await sql.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`tickets of ${emailDigest}`}, 0))`;
  const sent = await sql.$queryRaw<{ createdAt: Date }[]>`
    SELECT created_at AS "createdAt" FROM registrations
    WHERE email_digest = ${emailDigest} AND created_at > ${aDayBefore(now)}::timestamptz
    ORDER BY created_at DESC LIMIT ${most}`;
  requireFewerADay(sent, { most, now }, `An address gets ${most} tickets within a day.`);
}
