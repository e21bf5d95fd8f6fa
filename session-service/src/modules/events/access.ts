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
export function teamRole(event: Event, caller: Pick<Caller, 'userId' | 'role'> | null): TeamRole | null {
  if (caller?.role === 'admin') return 'admin';
  if (!caller) return null;
  if (caller.userId === event.ownerId) return 'owner';
  if (event.organizerIds.includes(caller.userId)) return 'organizer';
  if (event.reviewerIds.includes(caller.userId)) return 'reviewer';
  return event.stewardIds.includes(caller.userId) ? 'steward' : null;
}

/** Reviewers and up see the work. A steward checks tickets, and sees what the public sees. */
export const canSeeWork = (role: TeamRole | null): boolean => role !== null && role !== 'steward';

/** Once a version is released, the public sees it and not the work, until the next. */
export const hasRelease = ({ releasedVersionId }: { releasedVersionId: string | null }): boolean =>
  releasedVersionId !== null;

/** Whether what this caller sees of an event's schedule is its latest release. */
export const seesRelease = (event: Event & { releasedVersionId: string | null }, caller: Caller | null): boolean =>
  hasRelease(event) && !canSeeWork(teamRole(event, caller));

interface Schedule {
  scheduleVisible: 'always' | 'released';
  releasedVersionId: string | null;
}

/** Whether the caller knows when and where sessions of the event are: where the schedule is to be released first, the team alone. */
export const seesSchedule = (event: Event & Schedule, caller: Caller | null): boolean =>
  event.scheduleVisible === 'always' || hasRelease(event) || canSeeWork(teamRole(event, caller));

/** Owner, organizers and admins: "the team", who make the schedule. */
export const isOrganizer = (role: TeamRole | null): boolean =>
  role === 'admin' || role === 'owner' || role === 'organizer';

/** A draft is known to its own people only. */
export const canSeeEvent = (event: Event, caller: Caller | null): boolean =>
  event.status !== 'draft' || teamRole(event, caller) !== null;

/** @throws DomainError 404 for who may not know of the event */
export function requireVisibleEvent(event: Event, caller: Caller | null, what = 'event'): void {
  if (!canSeeEvent(event, caller)) throw notFound(what);
}

/** @throws DomainError 404 for who may not know of the event, 403 for who is not of its team */
export function requireOrganizer(event: Event, caller: Caller, what = 'event'): void {
  requireVisibleEvent(event, caller, what);
  if (!isOrganizer(teamRole(event, caller))) throw forbidden("Only the event's team may do this.");
}

/** The `allowedActions` of what the team alone may change; absent for anonymous callers. */
export function teamActions(event: Event, caller: Caller | null): { allowedActions?: ('update' | 'delete')[] } {
  if (!caller) return {};
  return { allowedActions: isOrganizer(teamRole(event, caller)) ? ['update', 'delete'] : [] };
}
