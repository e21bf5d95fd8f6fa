import { createHash } from 'node:crypto';
import type { Room, Session, Slot, Speaker, Track } from '../../grpc';
import type { Db, EventDatabase } from '../../shared/database';
import { followCalendar } from './calendar-slots';
import type { ProgrammeOf } from './load-programme';

/** A programme with all its parts. */
export interface Whole {
  rooms: Room[];
  tracks: Track[];
  slots: Slot[];
  sessions: Session[];
  speakers: ReadonlyMap<string, Speaker>;
}

/** As JSON holds it. */
type Stored = Omit<Whole, 'slots' | 'speakers'> & {
  slots: (Omit<Slot, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt: string })[];
  speakers: Speaker[];
};

/** The last whole programme, and when it was had. */
export async function readCopy(db: Db, eventId: string): Promise<{ content: Whole; asOf: string } | undefined> {
  const row = await db.programmeCopy.findUnique({ where: { eventId } });
  if (!row) return undefined;
  // Only keepCopy writes it.
  const stored = row.content as unknown as Stored;
  const slots = stored.slots.map(slot => ({
    ...slot,
    startsAt: new Date(slot.startsAt),
    endsAt: new Date(slot.endsAt),
  }));
  const speakers = new Map(stored.speakers.map(speaker => [speaker.id, speaker]));
  return { content: { ...stored, slots, speakers }, asOf: row.asOf.toISOString() };
}

/**
 * Keeps a whole programme, unless one of a later revision is kept already; calendars follow in the same transaction.
 * @param revision read before the owners were asked, so that the programme is at least as new
 */
export async function keepCopy(
  database: EventDatabase,
  event: ProgrammeOf,
  revision: bigint,
  whole: Whole,
): Promise<void> {
  const content = JSON.stringify({ ...whole, speakers: [...whole.speakers.values()] });
  // What calendars were shown depends on the status too: a draft is shown to none.
  const hash = createHash('sha256').update(event.status).update(content).digest('base64url');
  const same = await database.read.$executeRaw`
    UPDATE programme_copies SET as_of = now(), revision = greatest(revision, ${revision})
    WHERE event_id = ${event.id}::uuid AND hash = ${hash}`;
  if (same === 1) return;
  await database.transact(async tx => {
    const kept = await tx.$executeRaw`
      INSERT INTO programme_copies AS c (event_id, revision, hash, content, as_of)
      SELECT id, ${revision}, ${hash}, ${content}::jsonb, now() FROM events WHERE id = ${event.id}::uuid
      ON CONFLICT (event_id) DO UPDATE SET
        revision = excluded.revision, hash = excluded.hash, content = excluded.content, as_of = excluded.as_of
      WHERE c.revision <= excluded.revision`;
    if (kept === 1 && event.status !== 'draft') await followCalendar(tx, event.id, whole);
  });
}
