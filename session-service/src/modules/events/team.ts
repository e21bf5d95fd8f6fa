import type { Caller } from '@ems/chassis/auth';
import { forbidden, notFound } from '@ems/chassis/errors';

/** What somebody is in one event, strongest first. */
export type TeamRole = 'admin' | 'owner' | 'organizer' | 'reviewer' | 'steward';

interface Event {
  ownerId: string;
  status: string;
  organizerIds: readonly string[];
  reviewerIds: readonly string[];
  stewardIds: readonly string[];
}

/** @returns null for who is not of the event's people */
export function teamRole(event: Event, caller: Caller | null): TeamRole | null {
  if (caller?.role === 'admin') return 'admin';
  if (!caller) return null;
  if (caller.userId === event.ownerId) return 'owner';
  if (event.organizerIds.includes(caller.userId)) return 'organizer';
  if (event.reviewerIds.includes(caller.userId)) return 'reviewer';
  return event.stewardIds.includes(caller.userId) ? 'steward' : null;
}

/** Owner, organizers and admins: "the team", who make the programme. */
export const isOrganizing = (role: TeamRole | null): boolean =>
  role === 'admin' || role === 'owner' || role === 'organizer';

/** A draft is known to its own people only. */
export const maySeeEvent = (event: Event, caller: Caller | null): boolean =>
  event.status !== 'draft' || teamRole(event, caller) !== null;

/** @throws DomainError 404 for who may not know of the event */
export function requireVisible(event: Event, caller: Caller | null, what = 'event'): void {
  if (!maySeeEvent(event, caller)) throw notFound(what);
}

/** @throws DomainError 404 for who may not know of the event, 403 for who is not of its team */
export function requireOrganizing(event: Event, caller: Caller, what = 'event'): void {
  requireVisible(event, caller, what);
  if (!isOrganizing(teamRole(event, caller))) throw forbidden("Only the event's team may do this.");
}
