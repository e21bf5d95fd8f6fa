import type { Caller } from '@ems/chassis/auth';
import { flag, instant, pageQuery, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { Db } from '../../shared/database';
import { id, levels, states, types } from '../../shared/fields';

const filters = {
  eventId: id.optional(),
  state: z.enum(states).optional(),
  trackId: id.optional(),
  roomId: id.optional(),
  speakerId: id.optional(),
  type: z.enum(types).optional(),
  level: z.enum(levels).optional(),
  tag: textLine(50).optional(),
  q: textLine(200).optional(),
  /** With a slot that ends after this. */
  from: instant.optional(),
  /** With a slot that starts before this. */
  to: instant.optional(),
  /** Those that I handed in or speak in. */
  mine: flag.optional(),
};

export const sessionsQuery = z.strictObject({ ...pageQuery, ...filters });

type Filters = Omit<z.infer<typeof sessionsQuery>, 'limit' | 'cursor'>;

/**
 * Ids of the sessions that fit and that the caller may see, in the order of their making.
 * @param after the last one seen
 */
export async function searchSessions(
  db: Db,
  filter: Filters,
  caller: Caller | null,
  after: string | undefined,
  limit: number,
) {
  const { eventId = null, state = null, trackId = null, roomId = null, speakerId = null, type = null } = filter;
  const { level = null, tag = null, q = null, from = null, to = null, mine = false } = filter;
  const inSlot = roomId !== null || from !== null || to !== null;
  const me = caller?.userId ?? null;
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH own AS (
      SELECT id FROM sessions WHERE submitter_id = ${me}::uuid
      UNION SELECT session_id FROM session_speakers JOIN speaker_copies c ON c.id = speaker_id WHERE c.user_id = ${me}::uuid
    )
    SELECT s.id FROM sessions s JOIN event_copies e ON e.id = s.event_id
    WHERE NOT e.deleted
      AND (${after ?? null}::uuid IS NULL OR s.id > ${after ?? null}::uuid)
      AND (${eventId}::uuid IS NULL OR s.event_id = ${eventId}::uuid)
      AND (${state}::text IS NULL OR s.state = ${state}::"SessionState")
      AND (${trackId}::uuid IS NULL OR s.track_id = ${trackId}::uuid)
      AND (${type}::text IS NULL OR s.type = ${type}::"SessionType")
      AND (${level}::text IS NULL OR s.level = ${level}::"SessionLevel")
      AND (${tag}::text IS NULL OR ${tag}::text = ANY (s.tags))
      AND (${q}::text IS NULL OR session_words(s.title, s.abstract, s.description)
             @@ websearch_to_tsquery('simple', unaccent(${q}::text)))
      AND (${speakerId}::uuid IS NULL OR EXISTS (
             SELECT 1 FROM session_speakers p WHERE p.session_id = s.id AND p.speaker_id = ${speakerId}::uuid))
      AND (NOT ${inSlot}::boolean OR EXISTS (
             SELECT 1 FROM slots t WHERE t.session_id = s.id
               AND (${roomId}::uuid IS NULL OR t.room_id = ${roomId}::uuid)
               AND (${from}::timestamptz IS NULL OR t.ends_at > ${from}::timestamptz)
               AND (${to}::timestamptz IS NULL OR t.starts_at < ${to}::timestamptz)))
      AND (NOT ${mine}::boolean OR s.id IN (SELECT id FROM own))
      AND ((s.state = 'confirmed' AND e.status <> 'draft') OR ${caller?.role === 'admin'}::boolean
           OR e.owner_id = ${me}::uuid OR s.id IN (SELECT id FROM own))
    ORDER BY s.id LIMIT ${limit}`;
  return rows.map(row => row.id);
}
