import { isDeepStrictEqual } from 'node:util';
import type { Change } from '@ems/chassis/http';
import type { EventMove } from '@ems/contracts';
import { publishAvailability } from '../../messaging/published';
import type { Db, Tx } from '../../shared/database';
import { lockOwnSpeakerForUpdate } from '../speakers';
import { type Interval, normalize, toText } from './intervals';

export interface Availability {
  /** 0 where nothing is known. */
  version: number;
  intervals: Interval[];
}

interface Key {
  speakerId: string;
  eventId: string;
}

export async function findAvailability(db: Db | Tx, key: Key): Promise<Availability> {
  const found = await db.availability.findUnique({
    where: { speakerId_eventId: key },
    select: { version: true, intervals: { select: { startsAt: true, endsAt: true }, orderBy: { startsAt: 'asc' } } },
  });
  return found ?? { version: 0, intervals: [] };
}

/**
 * Replaces all that is known for the event.
 * @throws DomainError 404, 403, 412
 */
export async function replaceAvailability(
  tx: Tx,
  key: Key,
  { caller, now, requireIfMatch }: Change,
  intervals: readonly Interval[],
): Promise<Availability> {
  await lockOwnSpeakerForUpdate(tx, key.speakerId, caller);
  const current = await findAvailability(tx, key);
  requireIfMatch(current);
  return storeAvailability(tx, key, current, intervals, now);
}

/** Moves what all speakers have said of an event with it. */
export async function moveAvailability(tx: Tx, eventId: string, { from, to }: EventMove, now: Date): Promise<void> {
  const all = await tx.availability.findMany({
    where: { eventId },
    select: { speakerId: true },
    orderBy: { speakerId: 'asc' },
  });
  for (const { speakerId } of all) {
    await tx.$queryRaw`SELECT 1 FROM speakers WHERE id = ${speakerId}::uuid FOR UPDATE`;
    const key = { speakerId, eventId };
    const intervals = await tx.$queryRaw<Interval[]>`
      SELECT
        moved_time(starts_at, ${from.startsAt}::timestamptz, ${from.timezone}, ${to.startsAt}::timestamptz, ${to.timezone}) AS "startsAt",
        moved_time(ends_at, ${from.startsAt}::timestamptz, ${from.timezone}, ${to.startsAt}::timestamptz, ${to.timezone}) AS "endsAt"
      FROM availability_intervals WHERE speaker_id = ${speakerId}::uuid AND event_id = ${eventId}::uuid`;
    await storeAvailability(tx, key, await findAvailability(tx, key), intervals, now);
  }
}

/** Copies the availability for events of which nothing is known of the target. Both rows are locked by this transaction. */
export async function inheritAvailability(tx: Tx, sourceId: string, targetId: string, now: Date): Promise<void> {
  const inherited = await tx.availability.findMany({
    where: { speakerId: sourceId },
    select: { eventId: true, intervals: { select: { startsAt: true, endsAt: true } } },
    orderBy: { eventId: 'asc' },
  });
  const own = await tx.availability.findMany({ where: { speakerId: targetId }, select: { eventId: true } });
  const known = new Set(own.map(({ eventId }) => eventId));
  for (const { eventId, intervals } of inherited.filter(({ eventId }) => !known.has(eventId)))
    await storeAvailability(tx, { speakerId: targetId, eventId }, { version: 0, intervals: [] }, intervals, now);
}

/** Forgets when a speaker can come, to whatever event. The row is locked by this transaction. */
export async function forgetAvailability(tx: Tx, speakerId: string, now: Date): Promise<void> {
  const known = await tx.availability.findMany({
    where: { speakerId },
    select: { eventId: true },
    orderBy: { eventId: 'asc' },
  });
  for (const { eventId } of known) {
    const key = { speakerId, eventId };
    await storeAvailability(tx, key, await findAvailability(tx, key), [], now);
  }
  await tx.availability.deleteMany({ where: { speakerId } });
}

async function storeAvailability(
  tx: Tx,
  key: Key,
  current: Availability,
  replacement: readonly Interval[],
  now: Date,
): Promise<Availability> {
  const intervals = normalize(replacement);
  if (isDeepStrictEqual(intervals, current.intervals)) return current;
  const { version } = await tx.speaker.update({
    where: { id: key.speakerId },
    data: { version: { increment: 1 }, updatedAt: now },
  });
  await tx.availability.upsert({
    where: { speakerId_eventId: key },
    create: { ...key, version },
    update: { version },
  });
  await tx.availabilityInterval.deleteMany({ where: key });
  await tx.availabilityInterval.createMany({ data: intervals.map(interval => ({ ...key, ...interval })) });
  await publishAvailability(tx, version, {
    id: key.speakerId,
    eventId: key.eventId,
    intervals: intervals.map(toText),
  });
  return { version, intervals };
}
