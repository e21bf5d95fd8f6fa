import { type Caller, isAdmin } from '@ems/chassis/auth';
import { forbidden, notFound } from '@ems/chassis/errors';

/** What a person is to an event. */
export type EventRole = 'owner' | 'organizer' | 'reviewer' | 'steward' | 'admin';

interface Owned {
  ownerId: string;
  status: string;
  members: readonly { userId: string; role: 'organizer' | 'reviewer' | 'steward' }[];
}

const team: ReadonlySet<EventRole> = new Set(['owner', 'organizer', 'admin']);
const doorkeepers: ReadonlySet<EventRole> = new Set([...team, 'steward']);

/** @returns null for everybody who is nothing to the event */
export function roleIn(event: Owned, caller: Caller | null): EventRole | null {
  if (!caller) return null;
  if (event.ownerId === caller.userId) return 'owner';
  if (isAdmin(caller)) return 'admin';
  return event.members.find(({ userId }) => userId === caller.userId)?.role ?? null;
}

export function isTeam(event: Owned, caller: Caller | null): boolean {
  const role = roleIn(event, caller);
  return role !== null && team.has(role);
}

/** Who reads registrations and checks people in. */
export function keepsTheDoor(event: Owned, caller: Caller | null): boolean {
  const role = roleIn(event, caller);
  return role !== null && doorkeepers.has(role);
}

/** Drafts exist only for those who are something to the event. */
export const maySee = (event: Owned, caller: Caller | null): boolean =>
  event.status !== 'draft' || roleIn(event, caller) !== null;

/** @throws DomainError 404 for who may not know of the event, 403 for who may but is not of its team */
export function requireTeam(event: Owned, caller: Caller): void {
  if (!maySee(event, caller)) throw notFound('event');
  if (!isTeam(event, caller)) throw forbidden('Only the team of the event may do this.');
}

/** @throws DomainError 404 for who may not know of the event, 403 for who is neither its owner nor an admin */
export function requireOwner(event: Owned, caller: Caller): void {
  const role = roleIn(event, caller);
  if (!maySee(event, caller)) throw notFound('event');
  if (role !== 'owner' && role !== 'admin') throw forbidden('Only the owner of the event may do this.');
}

/** @throws DomainError like {@link requireTeam}, for team and stewards */
export function requireDoorkeeper(event: Owned, caller: Caller): void {
  if (!maySee(event, caller)) throw notFound('event');
  if (!keepsTheDoor(event, caller)) throw forbidden('Only the team and the stewards of the event may do this.');
}
