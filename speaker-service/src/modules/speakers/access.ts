import type { Caller } from '@ems/chassis/auth';

/** What access depends on of a caller. */
type Requester = Pick<Caller, 'userId' | 'role'>;

interface Owned {
  createdBy: string;
  /** The account that claimed the profile. */
  userId: string | null;
}

export const speakerActions = ['update', 'invite', 'merge', 'delete'] as const;
export type SpeakerAction = (typeof speakerActions)[number];

/** A profile is its creator's until the person claims it. */
export const canChange = (caller: Requester, speaker: Owned): boolean =>
  caller.role === 'admin' || caller.userId === (speaker.userId ?? speaker.createdBy);

export const canSeeEmail = (caller: Requester | null, speaker: Owned): boolean =>
  caller !== null &&
  (caller.role === 'admin' || caller.userId === speaker.createdBy || caller.userId === speaker.userId);

/** Sessions that are not public yet are for the person, but not for the creator of a profile, who may be of another event. */
export const canSeeProposals = (caller: Requester | null, speaker: Owned): boolean =>
  caller !== null && (caller.role === 'admin' || caller.userId === speaker.userId);

export function allowedActions(caller: Requester, speaker: Owned, isOnSession: boolean): SpeakerAction[] {
  if (!canChange(caller, speaker)) return [];
  return [
    'update',
    ...(speaker.userId === null ? (['invite'] as const) : []),
    'merge',
    ...(isOnSession ? [] : (['delete'] as const)),
  ];
}
