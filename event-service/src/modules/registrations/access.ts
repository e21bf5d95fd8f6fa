import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import type { EventStatus } from '@ems/contracts';
import { problem } from '../../shared/problem';
import { canCheckIn, type SharedEvent, teamRole } from '../events';
import type { RegistrationRow } from './repository';

interface Attendable {
  status: EventStatus;
  endsAt: Date;
}

/** Seats are given and given up while the event is published and has not ended. */
const isBeforeEnd = ({ status, endsAt }: Attendable, now: Date): boolean => status === 'published' && now < endsAt;

/** @throws DomainError 409 */
export function requireBeforeEnd(event: Attendable, now: Date): void {
  if (isBeforeEnd(event, now)) return;
  const facts = { eventStatus: event.status, endsAt: event.endsAt.toISOString() };
  throw problem('registration.closed', 'Registration is open while the event is published and has not ended.', facts);
}

/** @param isOrganizer whether the caller is of the event's team */
export const canCancel = (row: RegistrationRow, caller: Caller, isOrganizer: boolean, now: Date): boolean =>
  row.status !== 'cancelled' &&
  row.checkedInAt === null &&
  isBeforeEnd(row.event, now) &&
  (row.userId === caller.userId || isOrganizer);

/** @throws DomainError 404 for one of another event, and for everybody but the registered person, the event's team and stewards */
export function requireReadable(
  row: RegistrationRow | undefined,
  event: Pick<SharedEvent, 'id' | 'ownerId' | 'status' | 'members'>,
  caller: Caller,
): asserts row is RegistrationRow {
  const isOwn = row?.userId === caller.userId;
  if (row?.eventId !== event.id || !(isOwn || canCheckIn(teamRole(event, caller)))) throw notFound('registration');
}
