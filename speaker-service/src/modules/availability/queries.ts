import type { Db, Tx } from '../../shared/database';
import type { Interval } from './intervals';

export interface Availability {
  /** 0 where nothing was told. */
  version: number;
  intervals: Interval[];
}

export async function findAvailability(db: Db | Tx, speakerId: string, eventId: string): Promise<Availability> {
  const found = await db.availability.findUnique({
    where: { speakerId_eventId: { speakerId, eventId } },
    select: { version: true, intervals: { select: { startsAt: true, endsAt: true }, orderBy: { startsAt: 'asc' } } },
  });
  return found ?? { version: 0, intervals: [] };
}
