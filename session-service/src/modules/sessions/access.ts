import type { Caller } from '@ems/chassis/auth';
import { conflict, forbidden, notFound } from '@ems/chassis/errors';
import { isCfpOpen, isOrganizing, maySeeEvent, type TeamRole, teamRole } from '../events';
import type { SessionRow } from './queries';
import { allowedSteps, maySchedule, type Party, type Standing } from './transitions';

/** What a caller is to a session: of its event's team, one of its own people, both or neither. */
export function standingOf(session: SessionRow, caller: Caller | null, now = new Date()): Standing {
  const parties: Party[] = [];
  if (caller && isOwn(session, caller)) parties.push('speaker');
  if (isOrganizing(teamRole(session.event, caller))) parties.push('team');
  return { parties, cfpOpen: isCfpOpen(session.event, now) };
}

const isOwn = (session: SessionRow, { userId }: Caller) =>
  session.submitterId === userId || session.speakers.some(({ speaker }) => speaker.userId === userId);

/** A steward keeps the door, and sees what the public sees. */
const readsAll = (role: TeamRole | null) => role !== null && role !== 'steward';

/** The public sees what is confirmed; a session's own people and those of its event see it in every state. */
export const maySee = (session: SessionRow, caller: Caller | null): boolean =>
  (session.state === 'confirmed' && maySeeEvent(session.event, caller)) ||
  readsAll(teamRole(session.event, caller)) ||
  (caller !== null && isOwn(session, caller));

/** @throws DomainError 404 */
export function requireSeen(session: SessionRow | null, caller: Caller | null): asserts session is SessionRow {
  if (!session || session.event.deleted || !maySee(session, caller)) throw notFound('session');
}

const isOpenToSpeakers = (session: SessionRow, { cfpOpen }: Standing) =>
  session.state === 'draft' || (session.state === 'submitted' && cfpOpen);

/** @throws DomainError 403, or 409 for its own people once the team decides on it */
export function requireEditable(session: SessionRow, caller: Caller): void {
  const standing = standingOf(session, caller);
  if (standing.parties.includes('team')) return;
  if (standing.parties.length === 0) throw forbidden('Only its own people and the team may change a session.');
  if (!isOpenToSpeakers(session, standing)) {
    throw conflict('session.not-editable', 'A submission can be changed until the call for papers closes.');
  }
}

/** @throws DomainError 403 */
export function requireDeletable(session: SessionRow, caller: Caller): void {
  const { parties } = standingOf(session, caller);
  if (parties.includes('team') || (session.state === 'draft' && session.submitterId === caller.userId)) return;
  throw forbidden('Submitters may delete a draft; a team may delete any session.');
}

/** Reviewers and up, but nobody of their own. */
export const mayReview = (session: SessionRow, caller: Caller): boolean =>
  reviewing.includes(teamRole(session.event, caller)) && !isOwn(session, caller);

const reviewing: (TeamRole | null)[] = ['admin', 'owner', 'organizer', 'reviewer'];

/** @throws DomainError 404, or 403, also for a session's own people whatever else they are */
export function requireReviewer(session: SessionRow | null, caller: Caller): asserts session is SessionRow {
  requireSeen(session, caller);
  if (!mayReview(session, caller))
    throw forbidden("Reviews are for an event's reviewers, and never of one's own session.");
}

export function allowedActions(session: SessionRow, caller: Caller): string[] {
  const standing = standingOf(session, caller);
  const isTeam = standing.parties.includes('team');
  const mayUpdate = isTeam || (standing.parties.includes('speaker') && isOpenToSpeakers(session, standing));
  const isOwnDraft = session.state === 'draft' && session.submitterId === caller.userId;
  const mayDelete = (isTeam || isOwnDraft) && session.slots.length === 0;
  return [
    ...allowedSteps(session.state, standing),
    ...(mayUpdate ? ['update'] : []),
    ...(mayDelete ? ['delete'] : []),
    ...(isTeam && maySchedule(session.state) ? ['schedule'] : []),
    ...(mayReview(session, caller) ? ['review'] : []),
  ];
}
