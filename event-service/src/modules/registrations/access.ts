import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import { problem } from '../../shared/problem';
import { type Attendable, canCheckIn, closedBecause, type SharedEvent, teamRole, windowOf } from '../events';
import type { RegistrationRow } from './repository';

/** What is registered can be cancelled while the event is published and has not ended, also where nobody can register any more. */
const isUnderWay = ({ status, endsAt }: Pick<Attendable, 'status' | 'endsAt'>, now: Date): boolean =>
  status === 'published' && now < endsAt;

export function registrationClosed(event: Attendable, now: Date) {
  const window = windowOf(event);
  return problem('registration.closed', 'Registration is not open.', {
    // Of a clock that is behind that of the database.
    reason: closedBecause(event, now) ?? 'not-open-yet',
    opensAt: window?.opensAt?.toISOString() ?? null,
    closesAt: window?.closesAt?.toISOString() ?? null,
    eventStatus: event.status,
    endsAt: event.endsAt.toISOString(),
  });
}

/** @throws DomainError 409 where nobody can register now */
export function requireRegistrationOpen(event: Attendable, now: Date): void {
  if (closedBecause(event, now) !== undefined) throw registrationClosed(event, now);
}

/** @throws DomainError 409 where nobody can cancel any more */
export function requireUnderWay(event: Attendable, now: Date): void {
  if (!isUnderWay(event, now)) throw registrationClosed(event, now);
}

/** @param isOrganizer whether the caller is of the event's team */
export const canCancel = (row: RegistrationRow, caller: Caller, isOrganizer: boolean, now: Date): boolean =>
  row.status !== 'cancelled' &&
  row.checkedInAt === null &&
  isUnderWay(row.event, now) &&
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
