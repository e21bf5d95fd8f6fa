import type { Caller } from '@ems/chassis/auth';
import type { Session } from '../../generated/prisma/client';
import { canBeScheduled } from '../../shared/fields';
import { canSeeWork, isOrganizer, teamRole } from '../events';
import type { SessionRow } from './repository';
import type { Status } from './transitions';

type State = Pick<
  Session,
  'status' | 'version' | 'updatedAt' | 'announcedStatus' | 'announcedVersion' | 'announcedUpdatedAt'
>;

/** Whether the team has decided something that is not announced yet. */
export const isHeld = ({ status, announcedStatus }: Pick<State, 'status' | 'announcedStatus'>): boolean =>
  announcedStatus !== null && announcedStatus !== status;

/** The status that a session's own people, and the public, know. */
export const knownStatus = ({ status, announcedStatus }: Pick<State, 'status' | 'announcedStatus'>): Status =>
  announcedStatus ?? status;

export const isOwn = (session: SessionRow, { userId }: Caller): boolean =>
  session.submitterId === userId || session.speakers.some(({ speaker }) => speaker.userId === userId);

/** The team knows what is held, and so do its reviewers, but of sessions of their own. */
export function seesHeld(session: SessionRow, caller: Caller | null): boolean {
  const role = teamRole(session.event, caller);
  return isOrganizer(role) || (canSeeWork(role) && caller !== null && !isOwn(session, caller));
}

/** The session as this caller knows it: who does not see what is held sees what was announced last, which has no slots. */
export function asKnownTo(session: SessionRow, caller: Caller | null): SessionRow {
  const { announcedStatus, announcedVersion, announcedUpdatedAt } = session;
  if (announcedStatus === null || announcedVersion === null || announcedUpdatedAt === null) return session;
  if (seesHeld(session, caller)) return session;
  return {
    ...session,
    status: announcedStatus,
    version: announcedVersion,
    updatedAt: announcedUpdatedAt,
    slots: [],
    announcedStatus: null,
    announcedVersion: null,
    announcedUpdatedAt: null,
    decisionMessage: null,
  };
}

/** The next version of a session, after a change that its own people may see. */
export const nextVersion = (session: State, now: Date) => ({
  version: session.version + 1,
  updatedAt: now,
  announcedVersion: session.announcedVersion === null ? null : session.announcedVersion + 1,
  announcedUpdatedAt: session.announcedVersion === null ? null : now,
});

const known = { announcedStatus: null, announcedVersion: null, announcedUpdatedAt: null } as const;

/** After a transition that its own people do not see. */
export const heldState = (session: State, to: Status, now: Date): State => ({
  status: to,
  version: session.version + 1,
  updatedAt: now,
  announcedStatus: session.announcedStatus ?? session.status,
  announcedVersion: session.announcedVersion ?? session.version,
  announcedUpdatedAt: session.announcedUpdatedAt ?? session.updatedAt,
});

/** After one that they are told of, with all that was held before. */
export const announcedState = (session: State, to: Status, now: Date): State => ({
  status: to,
  version: session.version + 1,
  updatedAt: now,
  ...known,
});

/**
 * After one that they see, and that ends what was held without their ever knowing of it: their version goes on by one, lest it
 * tell.
 */
export const openState = (session: State, to: Status, now: Date): State =>
  canBeScheduled(to)
    ? announcedState(session, to, now)
    : { ...nextVersion(session, now), status: to, announcedStatus: session.announcedStatus === null ? null : to };
