import type { NewSession } from './plan-sessions.ts';
import type { NewSpeaker } from './plan-speakers.ts';

export interface KnownSpeaker {
  id: string;
  name: string;
  links: { url: string }[];
}

export interface KnownSession {
  id: string;
  title: string;
  status: string;
  slots: { startsAt: string }[];
}

/** Finds the profiles that an earlier run made: by the person's page, or by the name of those who have none. */
export function matchSpeakers(wanted: NewSpeaker[], known: KnownSpeaker[]): Map<NewSpeaker, KnownSpeaker> {
  const isSame = (speaker: NewSpeaker) => (profile: KnownSpeaker) =>
    speaker.page === undefined
      ? profile.name === speaker.body.name
      : profile.links.some(({ url }) => url === speaker.page);
  return pair(wanted, known, [isSame]);
}

/**
 * Finds the sessions that an earlier run made: by their title, and of several with one title first those at the time
 * that is wanted, then those without a slot. Where an organizer has moved one since, it stays there.
 */
export function matchSessions(wanted: NewSession[], known: KnownSession[]): Map<NewSession, KnownSession> {
  const sameTitle = (session: NewSession) => (found: KnownSession) => found.title === session.body.title;
  const sameTime = (session: NewSession) => (found: KnownSession) =>
    sameTitle(session)(found) && found.slots.some(slot => slot.startsAt === session.slot.startsAt);
  const unscheduled = (session: NewSession) => (found: KnownSession) =>
    sameTitle(session)(found) && found.slots.length === 0;
  return pair(wanted, known, [sameTime, unscheduled, sameTitle]);
}

/** Pairs each wanted with at most one known, and the other way round, the better criterion first. */
function pair<Wanted, Known>(
  wanted: Wanted[],
  known: Known[],
  criteria: ((one: Wanted) => (other: Known) => boolean)[],
) {
  const free = new Set(known);
  const found = new Map<Wanted, Known>();
  for (const criterion of criteria) {
    for (const one of wanted.filter(item => !found.has(item))) {
      const other = [...free].find(criterion(one));
      if (other === undefined) continue;
      found.set(one, other);
      free.delete(other);
    }
  }
  return found;
}
