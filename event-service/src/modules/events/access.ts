import { type Caller, isAdmin } from '@ems/chassis/auth';
import { forbidden, notFound } from '@ems/chassis/errors';
import { type EventRow, factsOf } from './details';
import { closedBecause } from './registration-window';
import { allowedTransitions, type EventAction, isDeletable } from './transitions';

/** What somebody is in an event, strongest first. */
export type TeamRole = 'admin' | 'owner' | 'organizer' | 'reviewer' | 'steward';

/** Who looks at an event, and when. */
export interface Viewer {
  caller: Caller | null;
  now: Date;
}

/** What decides on who may do what with an event. */
export interface EventAccess {
  ownerId: string;
  status: string;
  members: readonly { userId: string; role: 'organizer' | 'reviewer' | 'steward' }[];
}

/** @returns null for who has no role in the event */
export function teamRole(event: EventAccess, caller: Caller | null): TeamRole | null {
  if (!caller) return null;
  if (event.ownerId === caller.userId) return 'owner';
  if (isAdmin(caller)) return 'admin';
  return event.members.find(({ userId }) => userId === caller.userId)?.role ?? null;
}

/** Owner, organizers and admins: "the team". */
export const isOrganizer = (role: TeamRole | null): boolean =>
  role === 'admin' || role === 'owner' || role === 'organizer';

/** The team and stewards read registrations and check people in. */
export const canCheckIn = (role: TeamRole | null): boolean => isOrganizer(role) || role === 'steward';

/** Drafts are visible only to those who have a role in the event. */
const canSeeEvent = (event: EventAccess, caller: Caller | null): boolean =>
  event.status !== 'draft' || teamRole(event, caller) !== null;

/** @throws DomainError 404 for an event that is not there, or that the caller may not know of */
export function requireVisibleEvent<E extends EventAccess>(
  event: E | null | undefined,
  caller: Caller | null,
): asserts event is E {
  if (!event || !canSeeEvent(event, caller)) throw notFound('event');
}

/** @throws DomainError 404 for who may not know of the event, 403 for who may but is not of its team */
export function requireOrganizer(event: EventAccess, caller: Caller): void {
  requireVisibleEvent(event, caller);
  if (!isOrganizer(teamRole(event, caller))) throw forbidden('Only the team of the event may do this.');
}

/** @throws DomainError 404 for who may not know of the event, 403 for who is neither its owner nor an admin */
export function requireOwner(event: EventAccess, caller: Caller): void {
  requireVisibleEvent(event, caller);
  const role = teamRole(event, caller);
  if (role !== 'owner' && role !== 'admin') throw forbidden('Only the owner of the event may do this.');
}

/** @throws DomainError like {@link requireOrganizer}, for team and stewards */
export function requireCheckInStaff(event: EventAccess, caller: Caller): void {
  requireVisibleEvent(event, caller);
  if (!canCheckIn(teamRole(event, caller))) throw forbidden('Only the team and the stewards of the event may do this.');
}

export type AllowedAction = EventAction | 'update' | 'delete' | 'register';

/** What the viewer may do with the event. */
export function allowedActions(event: EventRow, { caller, now }: Viewer): AllowedAction[] {
  const register = closedBecause(event, now) === undefined ? ['register' as const] : [];
  if (!isOrganizer(teamRole(event, caller))) return register;
  const facts = factsOf(event);
  return ['update', ...(isDeletable(facts) ? ['delete' as const] : []), ...allowedTransitions(facts, now), ...register];
}
