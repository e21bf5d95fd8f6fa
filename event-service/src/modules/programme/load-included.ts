import { z } from 'zod';
import { speakerIdsOf } from './load-programme';
import { type DegradedPart, degradedPart, orAbsent, type Peers } from './parts';

const includedSession = z
  .object({
    id: z.uuid(),
    title: z.string(),
    abstract: z.string(),
    description: z.string(),
    type: z.string(),
    level: z.string().nullable(),
    language: z.string().nullable(),
    durationMinutes: z.int().nullable(),
    trackId: z.uuid().nullable(),
    tags: z.array(z.string()),
    speakers: z.array(z.object({ speakerId: z.uuid(), role: z.string() })),
  })
  .meta({ id: 'IncludedSession' });

export const speakerView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    tagline: z.string().nullable(),
    bio: z.string().nullable(),
    company: z.string().nullable(),
    jobTitle: z.string().nullable(),
    location: z.string().nullable(),
    photoUrl: z.string().nullable(),
    links: z.array(z.object({ label: z.string(), url: z.string() })),
    topics: z.array(z.string()),
    languages: z.array(z.string()),
  })
  .meta({ id: 'IncludedSpeaker' });

/** What `?include=` adds to an event; a part that is named in `degraded` is absent. */
export const includedParts = {
  sessions: z.array(includedSession).optional(),
  speakers: z.array(speakerView).optional(),
  degraded: z.array(degradedPart).optional(),
};

export interface Included {
  sessions?: z.infer<typeof includedSession>[];
  speakers?: z.infer<typeof speakerView>[];
  degraded: DegradedPart[];
}

type Part = 'sessions' | 'speakers';

/** Asks each owner at most once. The event itself is complete without them, so their absence is told and does no more. */
export async function loadIncluded(eventId: string, wanted: readonly Part[], peers: Peers): Promise<Included> {
  if (wanted.length === 0) return { degraded: [] };
  const sessions = await orAbsent(peers.sessions.sessionsOf(eventId));
  const speakers =
    sessions && wanted.includes('speakers')
      ? await orAbsent(peers.speakers.speakersById(speakerIdsOf(sessions)))
      : undefined;
  const found = { sessions, speakers: speakers && [...new Set(speakers.values())] };
  const missing = (['sessions', 'speakers'] as const).filter(part => wanted.includes(part) && !found[part]);
  return {
    ...(wanted.includes('sessions') && found.sessions && { sessions: found.sessions }),
    ...(found.speakers && { speakers: found.speakers }),
    degraded: missing.map(part => ({ part, reason: 'unavailable' })),
  };
}
