import { createHash } from 'node:crypto';
import { joinInTurns, jsonPieces } from '@ems/chassis/concurrency';
import type { Slot, Speaker } from '../../grpc';
import type { Db, EventDatabase } from '../../shared/database';
import { shownSlotsOf, syncCalendarSlots } from './calendar-slots';
import type { FullSchedule, ScheduleOwner } from './schedule-data';

/** A schedule as it is stored in JSON. */
type Stored = Omit<FullSchedule, 'slots' | 'speakers' | 'movedVersion'> & {
  movedVersion?: number;
  slots: (Omit<Slot, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt: string })[];
  speakers: Speaker[];
};

/** The last full schedule, and when it was current. */
export async function readSnapshot(
  db: Db,
  eventId: string,
): Promise<{ schedule: FullSchedule; asOf: string } | undefined> {
  const row = await db.scheduleSnapshot.findUnique({ where: { eventId } });
  if (!row) return undefined;
  // Only saveSnapshot writes it.
  const stored = row.content as unknown as Stored;
  const slots = stored.slots.map(slot => ({
    ...slot,
    startsAt: new Date(slot.startsAt),
    endsAt: new Date(slot.endsAt),
  }));
  const speakers = new Map(stored.speakers.map(speaker => [speaker.id, speaker]));
  // Snapshots of before events could move have followed none.
  const { movedVersion = 0 } = stored;
  return { schedule: { ...stored, slots, speakers, movedVersion }, asOf: row.asOf.toISOString() };
}

/**
 * Saves a full schedule, unless one of a later revision is saved already; the calendar feed's slots are synchronized in the
 * same transaction.
 */
export async function saveSnapshot(
  database: EventDatabase,
  event: ScheduleOwner,
  schedule: FullSchedule,
): Promise<void> {
  const content = await joinInTurns(jsonPieces({ ...schedule, speakers: [...schedule.speakers.values()] }, 2));
  // What the calendar feed has shown depends on the status too: a draft has none.
  const hash = createHash('sha256').update(event.status).update(content).digest('base64url');
  const unchanged = await database.client.$executeRaw`
    UPDATE schedule_snapshots SET as_of = now(), revision = greatest(revision, ${event.revision})
    WHERE event_id = ${event.id}::uuid AND hash = ${hash}`;
  if (unchanged === 1) return;
  const shown = event.status === 'draft' ? undefined : await shownSlotsOf(schedule);
  await database.transact(async tx => {
    const saved = await tx.$executeRaw`
      INSERT INTO schedule_snapshots AS current (event_id, revision, hash, content, as_of)
      SELECT id, ${event.revision}, ${hash}, ${content}::jsonb, now() FROM events WHERE id = ${event.id}::uuid
      ON CONFLICT (event_id) DO UPDATE SET
        revision = excluded.revision, hash = excluded.hash, content = excluded.content, as_of = excluded.as_of
      WHERE current.revision <= excluded.revision`;
    if (saved === 1 && shown) await syncCalendarSlots(tx, event.id, shown);
  });
}
