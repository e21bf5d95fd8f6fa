import { fold } from '../model/fold.ts';
import type { FileEntry } from '../model/schedule-file.ts';
import type { Plan, PlannedEvent } from '../plan/plan.ts';
import type { Comparison, SpeakerChange } from './changes.ts';
import { compareSession } from './compare-session.ts';
import { isSame, shown } from './equal.ts';
import { type KnownEvent, type KnownSpeaker, sameId } from './known-event.ts';
import { aliasesOf, matchSessions } from './match-sessions.ts';
import { matchSpeakers } from './match-speakers.ts';

interface File {
  entries: readonly FileEntry[];
  isOwnExport: boolean;
}

/** @param profiles that the account has made, and those of the event's people */
export function compare(plan: Plan, file: File, known: KnownEvent, profiles: readonly KnownSpeaker[]): Comparison {
  const pairs = matchSessions(plan.sessions, known);
  const speakers = matchSpeakers(plan, pairs, known.sessions, profiles);
  const names = new Map(plan.speakers.map(({ key, body }) => [key, body.name]));
  const context = { known, speakers, names, isOwnExport: file.isOwnExport };
  const named = aliasesOf(known);
  const mentioned = new Set(
    file.entries.filter(({ isCancelled }) => !isCancelled).flatMap(({ ids }) => named(ids) ?? []),
  );
  const matched = new Set([...pairs.values()].map(({ id }) => id));
  return {
    sessions: new Map([...pairs].map(([planned, session]) => [planned, compareSession(planned, session, context)])),
    speakers,
    speakerChanges: plan.speakers.flatMap(
      speaker =>
        compareSpeaker(
          speaker,
          profiles.find(({ id }) => id === speakers.get(speaker.key)),
        ) ?? [],
    ),
    // What never came from a file is nobody's to drop; nor is what is in no schedule anyhow.
    dropped: known.sessions.filter(
      ({ id, externalId, slots, status }) =>
        externalId !== null &&
        slots.length > 0 &&
        (status === 'accepted' || status === 'confirmed') &&
        !mentioned.has(id) &&
        !matched.has(id),
    ),
  };
}

function compareSpeaker(
  speaker: Plan['speakers'][number],
  profile: KnownSpeaker | undefined,
): SpeakerChange | undefined {
  if (profile === undefined || !profile.allowedActions?.includes('update')) return undefined;
  const { name: _, ...said } = speaker.body;
  const differing = Object.entries(said).filter(([field, value]) => !isSame(value, Reflect.get(profile, field)));
  if (differing.length === 0) return undefined;
  return {
    id: profile.id,
    speaker,
    patch: Object.fromEntries(differing),
    changes: differing.map(([field, value]) => ({ field, from: shown(Reflect.get(profile, field)), to: shown(value) })),
  };
}

/**
 * Whether the event is the one of the file: one that has sessions of it; or of its title, or without sessions yet, at its time.
 */
export function isEventOf(
  { title, startsAt, endsAt }: PlannedEvent,
  entries: readonly FileEntry[],
  known: KnownEvent,
): boolean {
  const { event, sessions } = known;
  const named = aliasesOf(known);
  if (entries.some(({ ids }) => named(ids.filter(isTelling)) !== undefined)) return true;
  const isAtItsTime = startsAt < Date.parse(event.endsAt) && Date.parse(event.startsAt) < endsAt;
  const isOfItsTitle = title === undefined || fold(title) === fold(event.title);
  return sessions.length === 0 ? isAtItsTime || (title !== undefined && isOfItsTitle) : isAtItsTime && isOfItsTitle;
}

/** Small numbers are of every file, and those of slots of every system. */
const isTelling = (id: string): boolean => !/^(slot )?\d{1,4}$|^slot /.test(sameId(id));
