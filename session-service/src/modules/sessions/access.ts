import type { Caller } from '@ems/chassis/auth';
import { forbidden, notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { canBeScheduled } from '../../shared/fields';
import { problem } from '../../shared/problem';
import { canSeeEvent, canSeeWork, hasRelease, isCfpOpen, isOrganizer, teamRole } from '../events';
import { asKnownTo, isOwn } from './announced';
import type { SessionRow } from './repository';
import { actionNames, allowedTransitions, type CallerRelation, type Party } from './transitions';

/** Who looks at a session, and when. */
export interface Viewer {
  caller: Caller | null;
  now: Date;
}

/** What a caller is to a session: of its event's team, one of its own people, both or neither. */
export function relationOf(session: SessionRow, { caller, now }: Viewer): CallerRelation {
  const parties: Party[] = [];
  if (caller && isOwn(session, caller)) parties.push('speaker');
  if (isOrganizer(teamRole(session.event, caller))) parties.push('team');
  return { parties, cfpOpen: isCfpOpen(session.event, now) };
}

/** A session's own people, reviewers and the team see it in every status. */
export const isInsider = (session: SessionRow, caller: Caller | null): boolean =>
  canSeeWork(teamRole(session.event, caller)) || (caller !== null && isOwn(session, caller));

/** The public sees what is released, also if it takes place no more; without a release, what is confirmed. */
const isPublic = ({ event, released, status }: SessionRow): boolean =>
  hasRelease(event) ? released !== null : status === 'confirmed';

/** Who has been offered a part must know in what. */
const isOffered = ({ offers }: SessionRow, caller: Caller | null): boolean =>
  offers.some(({ toUserId }) => toUserId === caller?.userId);

/** Once there is a release, others than its own people, reviewers and the team see the session as it was released. */
export const seesReleased = (session: SessionRow, caller: Caller | null): boolean =>
  hasRelease(session.event) && !isInsider(session, caller) && !isOffered(session, caller);

const canSeeSession = (session: SessionRow, caller: Caller | null): boolean =>
  isInsider(session, caller) || isOffered(session, caller) || (isPublic(session) && canSeeEvent(session.event, caller));

/** Its own people and the team know who has been offered a part, and who has been. */
export const canSeeOffers = (session: SessionRow, viewer: Viewer): boolean =>
  relationOf(session, viewer).parties.length > 0 || isOffered(session, viewer.caller);

/** @throws DomainError 404 */
export function requireVisibleSession(
  session: SessionRow | null,
  caller: Caller | null,
): asserts session is SessionRow {
  if (!session || session.event.deleted || !canSeeSession(session, caller)) throw notFound('session');
}

const isOpenToSpeakers = (session: SessionRow, { cfpOpen }: CallerRelation) =>
  session.status === 'draft' || (session.status === 'submitted' && cfpOpen);

/** @throws DomainError 403, or 409 for its own people once the team decides on it */
export function requireEditable(session: SessionRow, change: Change): void {
  const relation = relationOf(session, change);
  if (relation.parties.includes('team')) return;
  if (relation.parties.length === 0) throw forbidden('Only its own people and the team may change a session.');
  if (!isOpenToSpeakers(asKnownTo(session, change.caller), relation)) {
    throw problem('session.not-editable', 'A submission can be changed until the call for papers closes.');
  }
}

/** @throws DomainError 403 */
export function requireDeletable(session: SessionRow, change: Change): void {
  const { parties } = relationOf(session, change);
  if (parties.includes('team') || isOwnDraft(session, change.caller)) return;
  throw forbidden('Submitters may delete a draft; a team may delete any session.');
}

const isOwnDraft = ({ status, submitterId }: SessionRow, { userId }: Caller) =>
  status === 'draft' && submitterId === userId;

/** @throws DomainError 404, or 403 for who has nothing to do with it */
export function requireHistoryReader(session: SessionRow | null, viewer: Viewer): asserts session is SessionRow {
  requireVisibleSession(session, viewer.caller);
  if (relationOf(session, viewer).parties.length > 0 || canSeeWork(teamRole(session.event, viewer.caller))) return;
  throw forbidden('Only the people of a session and of its event may see its history.');
}

/** Reviewers and up, but nobody of their own. */
const canReview = (session: SessionRow, caller: Caller): boolean =>
  canSeeWork(teamRole(session.event, caller)) && !isOwn(session, caller);

/** @throws DomainError 404, or 403, also for a session's own people whatever else they are */
export function requireReviewer(session: SessionRow | null, caller: Caller): asserts session is SessionRow {
  requireVisibleSession(session, caller);
  if (!canReview(session, caller))
    throw forbidden("Reviews are for an event's reviewers, and never of one's own session.");
}

export const sessionActions = [...actionNames, 'update', 'delete', 'schedule', 'review'] as const;

/** @param session as the caller knows it */
export function allowedActions(session: SessionRow, caller: Caller, now: Date): (typeof sessionActions)[number][] {
  const relation = relationOf(session, { caller, now });
  const isTeam = relation.parties.includes('team');
  const canUpdate = isTeam || (relation.parties.includes('speaker') && isOpenToSpeakers(session, relation));
  const canDelete = (isTeam || isOwnDraft(session, caller)) && session.slots.length === 0;
  return [
    ...allowedTransitions(session.status, relation),
    ...(canUpdate ? (['update'] as const) : []),
    ...(canDelete ? (['delete'] as const) : []),
    ...(isTeam && canBeScheduled(session.status) ? (['schedule'] as const) : []),
    ...(canReview(session, caller) ? (['review'] as const) : []),
  ];
}
