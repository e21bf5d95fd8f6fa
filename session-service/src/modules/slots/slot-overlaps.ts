import type { ConstraintErrors } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';
import { isoDates } from '../../shared/iso-dates';
import { problem } from '../../shared/problem';
import { type Placement, placementOf } from './placement';
import type { NewSlot } from './schemas';

/** A slot that another one would overlap; of an event that is not public only the time is disclosed. */
interface OverlappingSlot {
  slotId: string;
  sessionId: string | null;
  title: string | null;
  roomId: string | null;
  startsAt: Date;
  endsAt: Date;
  /** Who would be in two places. */
  speakerId: string | null;
}

/** The 409 that names the overlapping slots. */
export const slotTaken = (slots: readonly OverlappingSlot[]) =>
  problem('slot.taken', 'The room or a speaker is taken at this time.', { conflicts: slots.map(toFact) });

/**
 * One answer for the constraints by which the database refuses a placement.
 * @param find reads the overlapping slots after the rollback
 */
export function overlapErrors(find: () => Promise<OverlappingSlot[]>): ConstraintErrors {
  const refuse = async () => slotTaken(await find());
  return {
    slots_room_no_overlap: refuse,
    slots_session_no_overlap: refuse,
    slot_speakers_no_overlap: refuse,
  };
}

const toFact = ({ speakerId, ...slot }: OverlappingSlot) => ({ ...isoDates(slot), ...(speakerId && { speakerId }) });

/**
 * Columns of {@link OverlappingSlot} from slots `s`, sessions `n`, events `e` and what is released of them, `r`, disclosed to the
 * team of one event: of others, what the public sees.
 */
const columns = (eventId: Prisma.Sql) => {
  const isTheirs = Prisma.sql`s.event_id = ${eventId}`;
  const isShown = Prisma.sql`e.status <> 'draft' AND s.session_status = 'confirmed'
    AND (e.released_version_id IS NULL OR (r.room_id = s.room_id AND r.starts_at = s.starts_at))`;
  const visible = Prisma.sql`(${isTheirs} OR (${isShown}))`;
  return Prisma.sql`s.id::text AS "slotId", s.starts_at AS "startsAt", s.ends_at AS "endsAt",
    CASE WHEN ${visible} THEN n.id::text END AS "sessionId",
    CASE WHEN ${isTheirs} OR e.released_version_id IS NULL AND ${visible} THEN n.title
      WHEN ${visible} THEN (SELECT session ->> 'title' FROM released_sessions WHERE id = r.session_id) END AS title,
    CASE WHEN ${visible} THEN s.room_id::text END AS "roomId"`;
};
const tables = Prisma.sql`slots s JOIN sessions n ON n.id = s.session_id JOIN event_replicas e ON e.id = s.event_id
  LEFT JOIN released_slots r ON r.id = s.id`;

/** What a session's slot would overlap. @param except the slots that are to move */
export function findOverlaps(
  db: Db,
  sessionId: string,
  { roomId, startsAt, endsAt }: Placement,
  ...except: readonly string[]
) {
  const during = Prisma.sql`tstzrange(${startsAt}::timestamptz, ${endsAt}::timestamptz, '[)')`;
  const eventId = Prisma.sql`(SELECT event_id FROM sessions WHERE id = ${sessionId}::uuid)`;
  return db.$queryRaw<OverlappingSlot[]>`
    SELECT ${columns(eventId)}, NULL AS "speakerId" FROM ${tables}
    WHERE s.room_id = ${roomId}::uuid AND (NOT s.parallel OR s.session_id = ${sessionId}::uuid)
      AND s.id <> ALL (${except}::uuid[])
      AND tstzrange(s.starts_at, s.ends_at, '[)') && ${during}
    UNION ALL
    SELECT ${columns(eventId)}, p.speaker_id::text FROM slot_speakers p JOIN ${tables} ON s.id = p.slot_id
    WHERE p.blocks_speakers AND p.binding AND p.slot_id <> ALL (${except}::uuid[]) AND p.session_id <> ${sessionId}::uuid
      AND p.speaker_id IN (SELECT speaker_id FROM session_speakers WHERE session_id = ${sessionId}::uuid AND binding)
      AND tstzrange(p.starts_at, p.ends_at, '[)') && ${during}
    ORDER BY "startsAt", "slotId"`;
}

/** What the slot of a booking would overlap. */
export async function findOverlapsOfBooking(db: Db, sessionId: string, body: NewSlot): Promise<OverlappingSlot[]> {
  const session = await db.session.findUnique({ where: { id: sessionId }, select: { durationMinutes: true } });
  return session ? findOverlaps(db, sessionId, placementOf(body, session.durationMinutes)) : [];
}

/** Where a speaker is during the slots of a session that they are to join. */
export const findOverlapsOfSpeaker = (db: Db, sessionId: string, speakerId: string) =>
  db.$queryRaw<OverlappingSlot[]>`
    SELECT ${columns(Prisma.sql`own.event_id`)}, p.speaker_id::text AS "speakerId"
    FROM slots own
    JOIN slot_speakers p ON p.blocks_speakers AND p.binding AND p.speaker_id = ${speakerId}::uuid
      AND tstzrange(p.starts_at, p.ends_at, '[)') && tstzrange(own.starts_at, own.ends_at, '[)')
    JOIN ${tables} ON s.id = p.slot_id
    WHERE own.session_id = ${sessionId}::uuid AND s.session_id <> own.session_id
    ORDER BY "startsAt", "slotId"`;

/** Slots of one room that overlap another in it. */
export async function findOverlapsInRoom(db: Db, roomId: string) {
  const slots = await db.$queryRaw<OverlappingSlot[]>`
    SELECT ${columns(Prisma.sql`s.event_id`)}, NULL AS "speakerId" FROM ${tables}
    WHERE s.room_id = ${roomId}::uuid AND EXISTS (
      SELECT 1 FROM slots o WHERE o.room_id = s.room_id AND o.id <> s.id
        AND tstzrange(o.starts_at, o.ends_at, '[)') && tstzrange(s.starts_at, s.ends_at, '[)'))
    ORDER BY "startsAt", "slotId"`;
  return slots.map(toFact);
}
