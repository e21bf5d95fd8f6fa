import type { Caller } from '@ems/chassis/auth';

/** What access depends on of a caller. */
type Requester = Pick<Caller, 'userId' | 'role'>;

interface Owned {
  createdBy: string;
  /** The account that claimed the profile. */
  userId: string | null;
}

/** What else there is to know for what may be done with a profile, and what is shown of it. */
export interface Relation {
  isOnSession: boolean;
  /** The person has agreed to speak at an event that the caller plans. */
  isContactShared: boolean;
  /** Of the events at whose sessions the profile is, drafts left out: those that the caller plans. */
  plans: 'all' | 'some' | null;
}

export const speakerActions = ['update', 'invite', 'merge', 'delete', 'suggest'] as const;
export type SpeakerAction = (typeof speakerActions)[number];

/** A profile is its creator's until the person claims it. */
export const canChange = (caller: Requester, speaker: Owned): boolean =>
  caller.role === 'admin' || caller.userId === (speaker.userId ?? speaker.createdBy);

/** Anybody can put a profile that nobody has claimed on a session of theirs, so who plans some of its events may not do it. */
export const canMend = (speaker: Owned, { plans }: Relation): boolean => speaker.userId === null && plans === 'all';

/** A profile that its person has claimed is changed by them alone. */
export const canSuggest = (caller: Requester, speaker: Owned, { plans }: Relation): boolean =>
  speaker.userId !== null && speaker.userId !== caller.userId && plans !== null;

export const canSeeEmail = (
  caller: Requester | null,
  speaker: Owned,
  { isContactShared }: Pick<Relation, 'isContactShared'>,
): boolean =>
  caller !== null &&
  (caller.role === 'admin' ||
    caller.userId === speaker.createdBy ||
    caller.userId === speaker.userId ||
    isContactShared);

/** Sessions that are not public yet are for the person, but not for the creator of a profile, who may be of another event. */
export const canSeeProposals = (caller: Requester | null, speaker: Owned): boolean =>
  caller !== null && (caller.role === 'admin' || caller.userId === speaker.userId);

export function allowedActions(caller: Requester, speaker: Owned, relation: Relation): SpeakerAction[] {
  if (!canChange(caller, speaker))
    return [
      ...(canMend(speaker, relation) ? (['update'] as const) : []),
      ...(canSuggest(caller, speaker, relation) ? (['suggest'] as const) : []),
    ];
  return [
    'update',
    ...(speaker.userId === null ? (['invite'] as const) : []),
    'merge',
    ...(relation.isOnSession ? [] : (['delete'] as const)),
  ];
}
