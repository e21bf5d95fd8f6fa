import { newId } from '@ems/chassis/database';
import { Prisma } from '../../generated/prisma/client';
import { publishRelease } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { type Move, movedTime } from '../../shared/intervals';
import { toReleased } from './released';
import { findLatestVersion, versionColumns } from './repository';
import { type ScheduleData, scheduleData } from './schedule-data';

/**
 * Releases what is released at the times to which the event has moved; what would be outside is left out. Work that was not
 * released stays so. The event is locked.
 */
export async function moveRelease(tx: Tx, eventId: string, move: Move): Promise<void> {
  const latest = await findLatestVersion(tx, eventId);
  if (!latest) return;
  const { schedule } = await tx.scheduleVersion.findUniqueOrThrow({
    where: { id: latest.id },
    select: { schedule: true },
  });
  const moved = await moveSchedule(tx, scheduleData.parse(schedule), move);
  const id = newId();
  const name = await freeName(tx, eventId, latest.name);
  await tx.$executeRaw`
    INSERT INTO schedule_versions (id, event_id, name, comment, released_by, schedule)
    VALUES (${id}::uuid, ${eventId}::uuid, ${name}, 'Moved with the event.', ${latest.releasedBy}::uuid, ${JSON.stringify(moved)}::jsonb)`;
  const version = await tx.scheduleVersion.findUniqueOrThrow({ where: { id }, select: versionColumns });
  await publishRelease(tx, toReleased(version, moved));
}

async function moveSchedule(tx: Tx, schedule: ScheduleData, move: Move): Promise<ScheduleData> {
  const times = await tx.$queryRaw<{ id: string; startsAt: Date; endsAt: Date }[]>`
    SELECT id::text, starts_at AS "startsAt", starts_at + length AS "endsAt"
    FROM jsonb_to_recordset(${JSON.stringify(schedule.slots)}::jsonb) AS s(id uuid, "startsAt" timestamptz, "endsAt" timestamptz),
      LATERAL (SELECT ${movedTime(Prisma.sql`s."startsAt"`, move)} AS starts_at, s."endsAt" - s."startsAt" AS length) m
    WHERE starts_at >= ${move.to.startsAt}::timestamptz AND starts_at + length <= ${move.to.endsAt}::timestamptz`;
  const byId = new Map(times.map(time => [time.id, time]));
  const slots = schedule.slots.flatMap(slot => {
    const time = byId.get(slot.id);
    return time ? [{ ...slot, startsAt: time.startsAt.toISOString(), endsAt: time.endsAt.toISOString() }] : [];
  });
  const scheduled = new Set(slots.map(({ sessionId }) => sessionId));
  return { ...schedule, slots, sessions: schedule.sessions.filter(({ id }) => scheduled.has(id)) };
}

/** As unique as every name of a version: without regard to case. */
async function freeName(tx: Tx, eventId: string, name: string): Promise<string> {
  const base = name.replace(/ \(moved(?: \d+)?\)$/, '').slice(0, 80);
  const taken = await tx.scheduleVersion.findMany({ where: { eventId }, select: { name: true } });
  const names = new Set(taken.map(({ name }) => name.toLowerCase()));
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? `${base} (moved)` : `${base} (moved ${n})`;
    if (!names.has(candidate.toLowerCase())) return candidate;
  }
}
