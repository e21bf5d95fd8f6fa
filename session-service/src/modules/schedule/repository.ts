import type { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { scheduledStatuses } from '../../shared/fields';
import { knownStatus } from '../sessions';

const withSpeakers = {
  speakers: { orderBy: [{ position: 'asc' }, { speakerId: 'asc' }] },
} as const satisfies Prisma.SessionInclude;

export type SessionWithSpeakers = Prisma.SessionGetPayload<{ include: typeof withSpeakers }>;

/** A session in any status, of an event that is not deleted. */
export const findSessionWithSpeakers = (db: Db, id: string): Promise<SessionWithSpeakers | null> =>
  db.session.findFirst({ where: { id, event: { deleted: false } }, include: withSpeakers });

/** What became of the sessions that the public sees of an event: those that take place no more. */
export async function findGoneSessions(db: Db, eventId: string): Promise<Map<string, 'withdrawn' | 'cancelled'>> {
  const gone = await db.session.findMany({
    where: {
      eventId,
      released: { isNot: null },
      OR: [{ status: { notIn: [...scheduledStatuses] } }, { announcedStatus: { not: null } }],
    },
    select: { id: true, status: true, announcedStatus: true },
  });
  return new Map(gone.map(session => [session.id, knownStatus(session) === 'withdrawn' ? 'withdrawn' : 'cancelled']));
}

/** All of a version but its snapshot of the schedule, which may be large. */
export const versionColumns = {
  id: true,
  eventId: true,
  name: true,
  comment: true,
  releasedBy: true,
  releasedAt: true,
} as const;

export type VersionRow = Prisma.ScheduleVersionGetPayload<{ select: typeof versionColumns }>;

/** @param before the id of a later version */
export const findLatestVersion = (db: Db | Tx, eventId: string, before?: string): Promise<VersionRow | null> =>
  db.scheduleVersion.findFirst({
    where: { eventId, ...(before && { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    select: versionColumns,
  });

export const findVersion = (db: Db, id: string): Promise<VersionRow | null> =>
  db.scheduleVersion.findUnique({ where: { id }, select: versionColumns });
