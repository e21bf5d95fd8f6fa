import type { Slot } from '../generated/prisma/client';
import type { Programme, Schedule, SessionInProgramme } from '../modules/schedule';

/** What we hold in the names of the proto file. */
export const toProgramme = ({ version, programme }: Schedule) => ({
  rooms: programme.rooms.map(room => ({ ...room, capacity: room.capacity ?? 0 })),
  tracks: programme.tracks,
  slots: programme.slots.map(toSlot),
  sessions: programme.sessions.map(toSession),
  version: version && { id: version.id, name: version.name, released_at: version.releasedAt.toISOString() },
});

export const toSession = (session: SessionInProgramme) => ({
  id: session.id,
  event_id: session.eventId,
  title: session.title,
  abstract: session.abstract,
  description: session.description,
  type: `SESSION_TYPE_${session.type.toUpperCase()}`,
  level: session.level ? `SESSION_LEVEL_${session.level.toUpperCase()}` : 'SESSION_LEVEL_UNSPECIFIED',
  language: session.language,
  duration_minutes: session.durationMinutes,
  track_id: session.trackId ?? '',
  tags: session.tags,
  speakers: session.speakers.map(({ speakerId, role, position }) => ({
    speaker_id: speakerId,
    role: `SPEAKER_ROLE_${role.toUpperCase()}`,
    position,
  })),
  state: `SESSION_STATE_${session.state.toUpperCase()}`,
  created_at: session.createdAt,
  updated_at: session.updatedAt,
  version: session.version,
});

const toSlot = (slot: Programme['slots'][number]) => ({
  id: slot.id,
  number: slot.number,
  session_id: slot.sessionId,
  room_id: slot.roomId,
  starts_at: slot.startsAt,
  ends_at: slot.endsAt,
  created_at: slot.createdAt,
  updated_at: slot.updatedAt,
  version: slot.version,
});

export const toSlotOutside = (slot: Slot & { session: { title: string } }) => ({
  slot_id: slot.id,
  session_id: slot.sessionId,
  title: slot.session.title,
  room_id: slot.roomId,
  starts_at: slot.startsAt.toISOString(),
  ends_at: slot.endsAt.toISOString(),
});
