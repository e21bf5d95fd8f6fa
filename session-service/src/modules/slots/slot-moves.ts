import { Prisma, type Slot } from '../../generated/prisma/client';
import { publishSlot, slotMoved } from '../../messaging/published';
import type { Db, Tx } from '../../shared/database';
import { type Move, movedTime } from '../../shared/intervals';
import { deleteSlots } from './slot';

export interface SlotMove {
  slotId: string;
  sessionId: string;
  title: string;
  roomId: string;
  startsAt: Date;
  endsAt: Date;
  movedStartsAt: Date;
  movedEndsAt: Date;
  /** Why the slot cannot follow; null where it can. */
  refusedBy: 'outside' | 'speaker' | 'overlap' | null;
}

/** Of two slots that meet in time, the later number. */
const meetsEarlier = Prisma.sql`o.number < s.number AND o.to_start < s.to_end AND o.to_end > s.to_start`;

/**
 * Where the slots of an event would be after a move, each as long as before. Within the event they keep their distances; only
 * clocks that change between them can bring two together, and then the later number gives way.
 */
export const findSlotMoves = (db: Db | Tx, eventId: string, move: Move): Promise<SlotMove[]> => db.$queryRaw<
  SlotMove[]
>`
  WITH moved AS MATERIALIZED (
    SELECT s.*, m.starts_at AS to_start, m.starts_at + (s.ends_at - s.starts_at) AS to_end
    FROM slots s, LATERAL (SELECT ${movedTime(Prisma.sql`s.starts_at`, move)} AS starts_at) m
    WHERE s.event_id = ${eventId}::uuid),
  together AS (
    SELECT s.id FROM moved s JOIN moved o ON o.room_id = s.room_id AND ${meetsEarlier}
    WHERE NOT s.parallel OR s.session_id = o.session_id
    UNION
    SELECT s.id FROM moved s JOIN session_speakers a ON a.session_id = s.session_id
      JOIN session_speakers b ON b.speaker_id = a.speaker_id AND b.session_id <> a.session_id
      JOIN moved o ON o.session_id = b.session_id AND ${meetsEarlier}
    WHERE s.blocks_speakers AND o.blocks_speakers AND a.binding AND b.binding)
  SELECT s.id::text AS "slotId", s.session_id::text AS "sessionId", t.title, s.room_id::text AS "roomId",
    s.starts_at AS "startsAt", s.ends_at AS "endsAt", s.to_start AS "movedStartsAt", s.to_end AS "movedEndsAt",
    CASE
      WHEN s.to_start < ${move.to.startsAt}::timestamptz OR s.to_end > ${move.to.endsAt}::timestamptz THEN 'outside'
      WHEN s.blocks_speakers AND EXISTS (
        SELECT FROM session_speakers p
        JOIN slot_speakers o ON o.speaker_id = p.speaker_id AND o.blocks_speakers AND o.binding AND p.binding
          AND tstzrange(o.starts_at, o.ends_at, '[)') && tstzrange(s.to_start, s.to_end, '[)')
        JOIN slots other ON other.id = o.slot_id AND other.event_id <> s.event_id
        WHERE p.session_id = s.session_id) THEN 'speaker'
      WHEN s.id IN (SELECT id FROM together) THEN 'overlap'
    END AS "refusedBy"
  FROM moved s JOIN sessions t ON t.id = s.session_id
  WHERE s.to_start <> s.starts_at
  ORDER BY s.starts_at, s.number`;

/** Moves the slots of an event, which is locked, with it; one that cannot follow is unscheduled. */
export async function moveSlots(tx: Tx, eventId: string, move: Move, now: Date): Promise<void> {
  const moves = await findSlotMoves(tx, eventId, move);
  const refused = moves.flatMap(({ slotId, refusedBy }) => (refusedBy === null ? [] : [slotId]));
  await deleteSlots(tx, await tx.slot.findMany({ where: { id: { in: refused } } }));
  const places = moves.filter(({ refusedBy }) => refusedBy === null);
  if (places.length === 0) return;
  await tx.$executeRaw`SET CONSTRAINTS slots_room_no_overlap, slots_session_no_overlap, slot_speakers_no_overlap DEFERRED`;
  await tx.$executeRaw`
    UPDATE slots SET starts_at = m."movedStartsAt", ends_at = m."movedEndsAt", version = version + 1, updated_at = ${now}
    FROM jsonb_to_recordset(${JSON.stringify(places)}::jsonb) AS m("slotId" uuid, "movedStartsAt" timestamptz, "movedEndsAt" timestamptz)
    WHERE id = m."slotId"`;
  await tx.$executeRaw`SET CONSTRAINTS slots_room_no_overlap, slots_session_no_overlap, slot_speakers_no_overlap IMMEDIATE`;
  const slots: Slot[] = await tx.slot.findMany({ where: { id: { in: places.map(({ slotId }) => slotId) } } });
  for (const slot of slots) await publishSlot(tx, slotMoved, slot);
}
