import { z } from 'zod';
import { levels, speakerRoles, states, types } from '../../shared/fields';
import type { SessionWithSpeakers } from './queries';

const at = z.iso.datetime();

/** A session as a programme holds it. */
export const sessionInProgramme = z.object({
  id: z.uuid(),
  eventId: z.uuid(),
  title: z.string(),
  abstract: z.string(),
  description: z.string(),
  type: z.enum(types),
  level: z.enum(levels).nullable(),
  language: z.string(),
  durationMinutes: z.int(),
  trackId: z.uuid().nullable(),
  tags: z.array(z.string()),
  speakers: z.array(z.object({ speakerId: z.uuid(), role: z.enum(speakerRoles), position: z.int() })),
  state: z.enum(states),
  createdAt: at,
  updatedAt: at,
  version: z.int(),
});

/**
 * Rooms and tracks by position, slots by time and room, and each session that has one of these slots. Released versions
 * are stored in this very form, so it only ever grows by fields that may be absent.
 */
export const programme = z.object({
  rooms: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      capacity: z.int().nullable(),
      parallel: z.boolean(),
      position: z.int(),
    }),
  ),
  tracks: z.array(z.object({ id: z.uuid(), name: z.string(), color: z.string(), position: z.int() })),
  slots: z.array(
    z.object({
      id: z.uuid(),
      number: z.int(),
      sessionId: z.uuid(),
      roomId: z.uuid(),
      startsAt: at,
      endsAt: at,
      createdAt: at,
      updatedAt: at,
      version: z.int(),
    }),
  ),
  sessions: z.array(sessionInProgramme),
});

export type SessionInProgramme = z.infer<typeof sessionInProgramme>;
export type Programme = z.infer<typeof programme>;

export const emptyProgramme: Programme = { rooms: [], tracks: [], slots: [], sessions: [] };

export const toSessionInProgramme = (session: SessionWithSpeakers): SessionInProgramme =>
  sessionInProgramme.parse({
    ...session,
    createdAt: session.createdAt.toISOString(),
    updatedAt: session.updatedAt.toISOString(),
  });
