import type { Slot } from '../generated/prisma/client';
import type { EventSummary, Schedule, SessionData, SlotData } from '../modules/schedule';
import type { SlotMove } from '../modules/slots';

/** Replies in the names of the proto file. */
export const toScheduleReply = ({ version, data }: Schedule) => ({
  rooms: data.rooms.map(toRoom),
  tracks: data.tracks,
  slots: data.slots.map(toSlot),
  sessions: data.sessions.map(toSession),
  version: version && { id: version.id, name: version.name, released_at: version.releasedAt.toISOString() },
});

/** Of the largest sessions that there can be, a part is well below what a message may have (8 MiB). */
const partSize = 50;

/** The same in parts, each made when the one before is sent. The first says, before anything is read, that there will be others. */
export async function* toScheduleParts(schedule: Promise<Schedule & { movedVersion: number }>): AsyncIterable<object> {
  yield {};
  const { version, data, movedVersion } = await schedule;
  yield { moved_version: movedVersion, is_released: version !== null };
  for (const slots of chunks(data.slots)) yield { slots: slots.map(toSlot) };
  for (const sessions of chunks(data.sessions)) yield { sessions: sessions.map(toSession) };
  for (const rooms of chunks(data.rooms)) yield { rooms: rooms.map(toRoom) };
  for (const tracks of chunks(data.tracks)) yield { tracks };
}

export async function* toSessionParts(sessions: Promise<readonly SessionData[]>): AsyncIterable<object> {
  yield {};
  for (const part of chunks(await sessions)) yield { sessions: part.map(toSession) };
}

function* chunks<Item>(items: readonly Item[]): Iterable<Item[]> {
  for (let at = 0; at < items.length; at += partSize) yield items.slice(at, at + partSize);
}

const toRoom = (room: Schedule['data']['rooms'][number]) => ({ ...room, capacity: room.capacity ?? 0 });

export const toSession = (session: SessionData) => ({
  id: session.id,
  event_id: session.eventId,
  title: session.title,
  subtitle: session.subtitle,
  abstract: session.abstract,
  description: session.description,
  type: `SESSION_TYPE_${session.type.toUpperCase()}`,
  level: session.level ? `SESSION_LEVEL_${session.level.toUpperCase()}` : 'SESSION_LEVEL_UNSPECIFIED',
  type_name: session.typeName ?? '',
  languages: session.languages,
  links: session.links,
  attachments: session.attachments,
  do_not_record: session.doNotRecord,
  license: session.license ?? '',
  logo_url: session.logoUrl ?? '',
  source_url: session.sourceUrl ?? '',
  external_id: session.externalId ?? '',
  duration_minutes: session.durationMinutes,
  track_id: session.trackId ?? '',
  tags: session.tags,
  speakers: session.speakers.map(({ speakerId, role, position, binding }) => ({
    speaker_id: speakerId,
    role: `SPEAKER_ROLE_${role.toUpperCase()}`,
    position,
    non_binding: !binding,
  })),
  status: `SESSION_STATUS_${session.status.toUpperCase()}`,
  created_at: session.createdAt,
  updated_at: session.updatedAt,
  version: session.version,
});

const toSlot = (slot: SlotData) => ({
  id: slot.id,
  number: slot.number,
  session_id: slot.sessionId,
  ordinal: slot.ordinal,
  room_id: slot.roomId,
  starts_at: slot.startsAt,
  ends_at: slot.endsAt,
  created_at: slot.createdAt,
  updated_at: slot.updatedAt,
  version: slot.version,
});

export const toSummary = ({ sessions, tracks, reviews }: EventSummary) => ({
  sessions: sessions.map(({ trackId, status, count }) => ({
    track_id: trackId ?? '',
    status: `SESSION_STATUS_${status.toUpperCase()}`,
    count,
  })),
  tracks,
  reviews: {
    count: reviews.count,
    average_score: reviews.averageScore ?? 0,
    reviewed_sessions: reviews.reviewedSessions,
  },
});

export const toSlotMove = (move: SlotMove) => ({
  slot_id: move.slotId,
  session_id: move.sessionId,
  title: move.title,
  room_id: move.roomId,
  starts_at: move.startsAt.toISOString(),
  ends_at: move.endsAt.toISOString(),
  moved_starts_at: move.movedStartsAt.toISOString(),
  moved_ends_at: move.movedEndsAt.toISOString(),
  refused_by: move.refusedBy ?? '',
});

export const toSlotOutside = (slot: Slot & { session: { title: string } }) => ({
  slot_id: slot.id,
  session_id: slot.sessionId,
  title: slot.session.title,
  room_id: slot.roomId,
  starts_at: slot.startsAt.toISOString(),
  ends_at: slot.endsAt.toISOString(),
});
