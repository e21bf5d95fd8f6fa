import type { Room, Slot, Track } from '../generated/prisma/client';
import type { SessionWithSpeakers } from '../modules/programme';

/** Rows in the names of the proto file. */
export const toSession = (session: SessionWithSpeakers) => ({
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
  created_at: session.createdAt.toISOString(),
  updated_at: session.updatedAt.toISOString(),
  version: session.version,
});

export const toRoom = ({ id, name, capacity, parallel, position }: Room) => ({
  id,
  name,
  capacity: capacity ?? 0,
  parallel,
  position,
});

export const toTrack = ({ id, name, color, position }: Track) => ({ id, name, color, position });

export const toSlot = (slot: Slot) => ({
  id: slot.id,
  number: slot.number,
  session_id: slot.sessionId,
  room_id: slot.roomId,
  starts_at: slot.startsAt.toISOString(),
  ends_at: slot.endsAt.toISOString(),
  created_at: slot.createdAt.toISOString(),
  updated_at: slot.updatedAt.toISOString(),
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
