/** Who asks, as far as rights depend on it. */
interface Who {
  userId: string;
  role: 'member' | 'admin';
}

interface Owned {
  createdBy: string;
  /** The account that claimed the profile. */
  userId: string | null;
}

export type SpeakerAction = 'update' | 'invite' | 'merge' | 'delete';

/** Whoever made a profile keeps it until the person takes it over. */
export const mayChange = (who: Who, speaker: Owned): boolean =>
  who.role === 'admin' || who.userId === (speaker.userId ?? speaker.createdBy);

export const maySeeEmail = (who: Who | null, speaker: Owned): boolean =>
  who !== null && (who.role === 'admin' || who.userId === speaker.createdBy || who.userId === speaker.userId);

/** Sessions that are not public yet are known to the person, but not to the maker of a profile, who may be of another event. */
export const maySeeProposals = (who: Who | null, speaker: Owned): boolean =>
  who !== null && (who.role === 'admin' || who.userId === speaker.userId);

export function allowedActions(who: Who, speaker: Owned, isOnSession: boolean): SpeakerAction[] {
  if (!mayChange(who, speaker)) return [];
  return [
    'update',
    ...(speaker.userId === null ? (['invite'] as const) : []),
    'merge',
    ...(isOnSession ? [] : (['delete'] as const)),
  ];
}
