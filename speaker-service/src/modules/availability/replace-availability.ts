import { isDeepStrictEqual } from 'node:util';
import { record } from '@ems/chassis/messaging';
import { speakerAvailabilityChanged } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { type Interval, normalize } from './intervals';
import { type Availability, findAvailability } from './queries';

interface Replacement {
  /** Of a speaker whose row this transaction holds. */
  speakerId: string;
  eventId: string;
  intervals: readonly Interval[];
  /** Refuses when the caller read another version. */
  requireFresh(current: Availability): void;
}

/**
 * Puts these times in the place of all that were told for the event.
 * @throws DomainError 412
 */
export async function replaceAvailability(tx: Tx, replacement: Replacement): Promise<Availability> {
  const { speakerId, eventId, requireFresh } = replacement;
  const current = await findAvailability(tx, speakerId, eventId);
  requireFresh(current);
  const intervals = normalize(replacement.intervals);
  if (isDeepStrictEqual(intervals, current.intervals)) return current;
  const { version } = await tx.speaker.update({
    where: { id: speakerId },
    data: { version: { increment: 1 }, updatedAt: new Date() },
  });
  const key = { speakerId, eventId };
  await tx.availability.upsert({
    where: { speakerId_eventId: key },
    create: { ...key, version },
    update: { version },
  });
  await tx.availabilityInterval.deleteMany({ where: key });
  await tx.availabilityInterval.createMany({ data: intervals.map(interval => ({ ...key, ...interval })) });
  await record(tx, speakerAvailabilityChanged, speakerId, version, {
    id: speakerId,
    eventId,
    intervals: intervals.map(toText),
  });
  return { version, intervals };
}

export const toText = ({ startsAt, endsAt }: Interval) => ({
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
});
