import { z } from 'zod';
import { countOrNull, named, orNull } from './replies';

const types = ['talk', 'workshop', 'panel', 'keynote', 'lightning', 'break', 'other'] as const;
const levels = ['beginner', 'intermediate', 'advanced'] as const;
const roles = ['speaker', 'moderator', 'panelist', 'host'] as const;

const session = z
  .object({
    id: z.uuid(),
    title: z.string(),
    abstract: z.string(),
    description: z.string(),
    type: named('SESSION_TYPE_', types, 'other'),
    level: named('SESSION_LEVEL_', levels, null),
    language: orNull,
    duration_minutes: countOrNull,
    track_id: orNull,
    tags: z.array(z.string()),
    speakers: z.array(
      z
        .object({ speaker_id: z.uuid(), role: named('SPEAKER_ROLE_', roles, 'speaker') })
        .transform(({ speaker_id: speakerId, role }) => ({ speakerId, role })),
    ),
  })
  .transform(({ duration_minutes: durationMinutes, track_id: trackId, ...rest }) => ({
    ...rest,
    durationMinutes,
    trackId,
  }));

const room = z.object({ id: z.uuid(), name: z.string(), capacity: countOrNull });
const track = z.object({ id: z.uuid(), name: z.string(), color: orNull });

const slot = z
  .object({
    id: z.uuid(),
    number: z.int().positive(),
    session_id: z.uuid(),
    room_id: z.uuid(),
    starts_at: z.iso.datetime(),
    ends_at: z.iso.datetime(),
  })
  .transform(value => ({
    id: value.id,
    number: value.number,
    sessionId: value.session_id,
    roomId: value.room_id,
    startsAt: new Date(value.starts_at),
    endsAt: new Date(value.ends_at),
  }));

const slotOutside = z
  .object({
    slot_id: z.uuid(),
    session_id: z.uuid(),
    title: z.string(),
    room_id: z.uuid(),
    starts_at: z.iso.datetime(),
    ends_at: z.iso.datetime(),
  })
  .transform(value => ({
    slotId: value.slot_id,
    sessionId: value.session_id,
    title: value.title,
    roomId: value.room_id,
    startsAt: value.starts_at,
    endsAt: value.ends_at,
  }));

export const sessionsReply = z.object({ sessions: z.array(session) });
export const programmeReply = z.object({
  rooms: z.array(room),
  tracks: z.array(track),
  slots: z.array(slot),
  sessions: z.array(session),
});
export const previewReply = z.object({ slots_outside: z.array(slotOutside) });

export type Session = z.infer<typeof session>;
export type Slot = z.infer<typeof slot>;
export type Room = z.infer<typeof room>;
export type Track = z.infer<typeof track>;
export type SlotOutside = z.infer<typeof slotOutside>;
