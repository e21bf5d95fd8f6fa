import { fold } from '../model/fold.ts';
import type { Plan, PlannedSession, PlannedSpeaker } from '../plan/plan.ts';
import type { KnownSession, KnownSpeaker } from './known-event.ts';

/**
 * Finds the profiles of people: by their own id or page, or within the event, by their name on the same session. A namesake
 * elsewhere is somebody else.
 * @param pairs sessions of the plan with those that are there
 * @param profiles that the account has made
 * @returns ids of profiles by the plan's keys
 */
export function matchSpeakers(
  { speakers }: Pick<Plan, 'speakers'>,
  pairs: ReadonlyMap<PlannedSession, KnownSession>,
  known: readonly KnownSession[],
  profiles: readonly KnownSpeaker[],
): Map<string, string> {
  const inEvent = new Map(
    known.flatMap(({ speakers: links }) => links.map(({ speakerId, name }) => [speakerId, name ?? ''] as const)),
  );
  const onSession = votesOf(pairs);
  const used = new Set<string>();
  const found = new Map<string, string>();
  const criteria: ((speaker: PlannedSpeaker) => string | undefined)[] = [
    ({ id, body }) => (id !== undefined && fold(inEvent.get(id) ?? '') === fold(body.name) ? id : undefined),
    ({ page }) =>
      page === undefined ? undefined : profiles.find(({ links }) => links.some(({ url }) => url === page))?.id,
    ({ key }) => onSession.get(key)?.find(id => !used.has(id)),
    speaker => onlyNamesake(speaker, speakers, inEvent),
    // Left by a run that broke off before it came to the sessions.
    speaker => profiles.find(profile => !used.has(profile.id) && isUnused(profile) && hasAllOf(profile, speaker))?.id,
  ];
  for (const criterion of criteria)
    for (const speaker of speakers) {
      const id = found.has(speaker.key) ? undefined : criterion(speaker);
      if (id === undefined || used.has(id)) continue;
      used.add(id);
      found.set(speaker.key, id);
    }
  return found;
}

/** By the plan's keys, the profiles of that name on the sessions where the person is wanted. */
function votesOf(pairs: ReadonlyMap<PlannedSession, KnownSession>): Map<string, string[]> {
  const votes = new Map<string, string[]>();
  for (const [planned, { speakers }] of pairs)
    for (const key of planned.speakers ?? []) {
      const [, name = ''] = key.split('\n');
      const namesakes = speakers.filter(one => fold(one.name ?? '') === fold(name));
      const exact = namesakes.filter(one => one.name === name);
      const same = (exact.length > 0 ? exact : namesakes).map(({ speakerId }) => speakerId);
      votes.set(key, [...new Set([...(votes.get(key) ?? []), ...same])]);
    }
  return votes;
}

/** The one profile of this name in the event, where the file has one person of it. */
function onlyNamesake(
  { body }: PlannedSpeaker,
  all: PlannedSpeaker[],
  inEvent: ReadonlyMap<string, string>,
): string | undefined {
  const isSame = (name: string) => fold(name) === fold(body.name);
  const ids = [...inEvent].filter(([, name]) => isSame(name)).map(([id]) => id);
  return ids.length === 1 && all.filter(other => isSame(other.body.name)).length === 1 ? ids[0] : undefined;
}

/** Who is on no session can be deleted. */
const isUnused = ({ allowedActions }: KnownSpeaker) => allowedActions?.includes('delete') === true;

const hasAllOf = (profile: KnownSpeaker, { body }: PlannedSpeaker): boolean =>
  profile.name === body.name &&
  profile.bio === (body.bio ?? '') &&
  profile.photoUrl === (body.photoUrl ?? null) &&
  JSON.stringify(profile.links) === JSON.stringify(body.links ?? []);
