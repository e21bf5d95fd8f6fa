import { link, speakerRole } from '@ems/contracts';
import { z } from 'zod';
import { type Clients, type Speaker, speakerIdsOf } from '../../grpc';
import { type DegradedPart, degradedPart, undefinedIfUnavailable } from '../../shared/degraded';
import { sessionFields } from '../../shared/session-fields';

const includedSession = z
  .object({
    ...sessionFields,
    durationMinutes: z.int().nullable().describe('How long it takes'),
    trackId: z.uuid().nullable().describe('Of its track'),
    speakers: z
      .array(
        z
          .object({
            speakerId: z.uuid().describe('Of the speaker'),
            role: speakerRole,
            binding: z.boolean().describe('Whether the speaker is held to one place at a time'),
          })
          .meta({ id: 'IncludedSessionSpeaker' }),
      )
      .describe('Who gives it'),
  })
  .meta({ id: 'IncludedSession' });

const includedSpeaker = z
  .object({
    id: z.uuid().describe('Of the speaker'),
    name: z.string().describe('What the person is called'),
    tagline: z.string().nullable().describe('In one line'),
    bio: z.string().nullable().describe('About the person'),
    company: z.string().nullable().describe('Where the person works'),
    jobTitle: z.string().nullable().describe('As what the person works'),
    location: z.string().nullable().describe('Where the person lives'),
    photoUrl: z.string().meta({ format: 'uri' }).nullable().describe('Of a picture'),
    links: z.array(link).describe('To pages of the person'),
    topics: z.array(z.string()).describe('What the person speaks about'),
    languages: z.array(z.string()).describe('BCP 47 tags of what the person speaks'),
  })
  .meta({ id: 'IncludedSpeaker' });

/** The fields that `?include=` adds to an event; a part that is named in `degraded` is absent. */
export const includedFields = {
  sessions: z.array(includedSession).optional().describe('With `include=sessions`: the public ones'),
  speakers: z.array(includedSpeaker).optional().describe('With `include=speakers`: of the public sessions'),
  degraded: z.array(degradedPart).optional().describe('What could not be included at the moment'),
};

export interface Included {
  sessions?: z.infer<typeof includedSession>[];
  speakers?: z.infer<typeof includedSpeaker>[];
  degraded: DegradedPart[];
}

export interface IncludeSources {
  sessions: Clients['sessions'];
  /** Loads the profiles that an event shows, whose changes are counted as the event's from then on. */
  loadSpeakers(eventId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Speaker>>;
}

/** Calls each service at most once. The event is complete without them, so a part that is missing is named, and no error. */
export async function loadIncluded(
  eventId: string,
  wanted: readonly DegradedPart['part'][],
  sources: IncludeSources,
): Promise<Included> {
  if (wanted.length === 0) return { degraded: [] };
  const sessions = await undefinedIfUnavailable(sources.sessions.listSessionsByEvent(eventId));
  const speakers =
    sessions && wanted.includes('speakers')
      ? await undefinedIfUnavailable(sources.loadSpeakers(eventId, speakerIdsOf(sessions)))
      : undefined;
  const found = { sessions, speakers: speakers && [...new Set(speakers.values())] };
  const missing = (['sessions', 'speakers'] as const).filter(part => wanted.includes(part) && !found[part]);
  return {
    ...(wanted.includes('sessions') && found.sessions && { sessions: found.sessions }),
    ...(found.speakers && { speakers: found.speakers }),
    degraded: missing.map(part => ({ part, reason: 'unavailable' })),
  };
}
