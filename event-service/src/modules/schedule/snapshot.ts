import { createHash } from 'node:crypto';
import { joinInTurns, jsonPieces, mapInTurns, slicesOf, turn } from '@ems/chassis/concurrency';
import type { Sql } from '@ems/chassis/database';
import type { Slot, Speaker } from '../../grpc';
import type { EventDatabase } from '../../shared/database';
import { shownSlotsOf, syncCalendarSlots } from './calendar-slots';
import { type FullSchedule, isUnreleased, type ScheduleOwner } from './schedule-data';

/** A schedule as it is stored in JSON. */
type Stored = Omit<FullSchedule, 'slots' | 'speakers' | 'movedVersion' | 'isReleased'> & {
  slots: (Omit<Slot, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt: string })[];
  speakers: Speaker[];
};

/** In so many items of a list at a time: to parse megabytes at once would hold up others. */
const partSize = 100;

/** The last full schedule, and when it was current. */
export async function readSnapshot(
  sql: Sql,
  eventId: string,
): Promise<{ schedule: FullSchedule; asOf: string } | undefined> {
  // Snapshots of before events could move have followed none, and of before they said so, nothing is taken for released.
  const parts = await sql.$queryRaw<{ asOf: Date; movedVersion: number; isReleased: boolean; json: string | null }[]>`
    SELECT s.as_of AS "asOf", coalesce((s.content ->> 'movedVersion')::int, 0) AS "movedVersion",
      coalesce((s.content ->> 'isReleased')::boolean, false) AS "isReleased", p.json
    FROM schedule_snapshots s LEFT JOIN LATERAL (
      SELECT name, part, jsonb_build_object(name, jsonb_agg(value ORDER BY nth))::text AS json FROM (
        SELECT list.name, item.value, item.nth, (item.nth - 1) / ${partSize} AS part FROM jsonb_each(s.content) list(name, items),
          jsonb_array_elements(CASE jsonb_typeof(list.items) WHEN 'array' THEN list.items ELSE '[]' END)
            WITH ORDINALITY item(value, nth)) items
      GROUP BY name, part) p ON true
    WHERE s.event_id = ${eventId}::uuid ORDER BY p.name, p.part`;
  const [first] = parts;
  if (!first) return undefined;
  // Only saveSnapshot writes it.
  const stored = await mapInTurns(parts, ({ json }): Partial<Stored> => JSON.parse(json ?? '{}'));
  const all = <Item>(list: (part: Partial<Stored>) => Item[] | undefined) => stored.flatMap(part => list(part) ?? []);
  const slots = all(part => part.slots).map(slot => ({
    ...slot,
    startsAt: new Date(slot.startsAt),
    endsAt: new Date(slot.endsAt),
  }));
  const speakers = new Map(all(part => part.speakers).map(speaker => [speaker.id, speaker]));
  const { movedVersion, isReleased } = first;
  const [rooms, tracks, sessions] = [all(part => part.rooms), all(part => part.tracks), all(part => part.sessions)];
  const schedule = { rooms, tracks, slots, sessions, speakers, movedVersion, isReleased };
  return { schedule, asOf: first.asOf.toISOString() };
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
  const content = await joinInTurns(jsonPieces({ ...schedule, speakers: [...schedule.speakers.values()] }));
  // What the calendar feed has shown depends on the event too: a draft has none, nor has what is to be released first.
  const isInFeed = event.status !== 'draft' && !isUnreleased(event, schedule);
  const sha256 = createHash('sha256').update(event.status).update(String(isInFeed));
  for (const slice of slicesOf(content)) {
    await turn();
    sha256.update(slice);
  }
  const hash = sha256.digest('base64url');
  const unchanged = await database.sql.$executeRaw`
    UPDATE schedule_snapshots SET as_of = now(), revision = greatest(revision, ${event.revision}::bigint)
    WHERE event_id = ${event.id}::uuid AND hash = ${hash}`;
  if (unchanged === 1) return;
  const shown = isInFeed ? await shownSlotsOf(schedule) : undefined;
  await database.transactSql(async sql => {
    const saved = await sql.$executeRaw`
      INSERT INTO schedule_snapshots AS current (event_id, revision, hash, content, as_of)
      SELECT id, ${event.revision}::bigint, ${hash}, ${content}::jsonb, now() FROM events WHERE id = ${event.id}::uuid
      ON CONFLICT (event_id) DO UPDATE SET
        revision = excluded.revision, hash = excluded.hash, content = excluded.content, as_of = excluded.as_of
      WHERE current.revision <= excluded.revision`;
    if (saved === 1 && shown) await syncCalendarSlots(sql, event.id, shown);
  });
}
