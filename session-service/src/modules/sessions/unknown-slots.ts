import type { Caller } from '@ems/chassis/auth';
import { Prisma, type Slot } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { deleteSlots } from '../slots';
import { seesHeld } from './announced';
import { findSessions, type SessionRow } from './repository';

const overlaps = Prisma.sql`tstzrange(p.starts_at, p.ends_at, '[)') && tstzrange(s.starts_at, s.ends_at, '[)')`;

/** Slots of the session during which the speaker is elsewhere. */
export async function slotsThatOverlapThoseOf(tx: Tx, sessionId: string, speakerId: string): Promise<Slot[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT s.id::text FROM slots s WHERE s.session_id = ${sessionId}::uuid AND s.blocks_speakers AND EXISTS (
      SELECT 1 FROM slot_speakers p WHERE p.blocks_speakers AND p.binding AND p.speaker_id = ${speakerId}::uuid
        AND p.session_id <> s.session_id AND ${overlaps})`;
  return tx.slot.findMany({ where: { id: { in: rows.map(row => row.id) } } });
}

/** Locks the sessions whose decision is held, and in whose slots the speaker is during those of another. */
async function lockHeldElsewhere(tx: Tx, sessionId: string, speakerId: string): Promise<Map<string, string[]>> {
  const rows = await tx.$queryRaw<{ sessionId: string; slotId: string }[]>`
    SELECT n.id::text AS "sessionId", p.slot_id::text AS "slotId" FROM slots s
    JOIN slot_speakers p ON p.speaker_id = ${speakerId}::uuid AND p.blocks_speakers AND p.binding
      AND p.session_id <> s.session_id AND ${overlaps}
    JOIN sessions n ON n.id = p.session_id AND n.announced_status IS NOT NULL
    WHERE s.session_id = ${sessionId}::uuid ORDER BY n.id FOR NO KEY UPDATE OF n`;
  return new Map(
    [...Map.groupBy(rows, row => row.sessionId)].map(([id, found]) => [id, found.map(({ slotId }) => slotId)]),
  );
}

/**
 * Who joins a session, or puts somebody on it, is not refused for the sake of slots that they do not know of: it would tell them
 * what is held. Those slots give way, and the team schedules anew.
 * @param session as the caller knows it
 */
export async function deleteUnknownSlots(
  tx: Tx,
  session: SessionRow,
  speakerId: string,
  caller: Caller,
): Promise<void> {
  if (session.slots.length === 0) {
    const isUnknown = !seesHeld(session, caller);
    if (isUnknown) await deleteSlots(tx, await slotsThatOverlapThoseOf(tx, session.id, speakerId));
    return;
  }
  const slotIds = await lockHeldElsewhere(tx, session.id, speakerId);
  const unknown = (await findSessions(tx, [...slotIds.keys()])).filter(other => !seesHeld(other, caller));
  const ids = new Set(unknown.flatMap(({ id }) => slotIds.get(id) ?? []));
  await deleteSlots(
    tx,
    unknown.flatMap(({ slots }) => slots.filter(({ id }) => ids.has(id))),
  );
}
