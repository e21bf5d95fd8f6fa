import type { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';

const withSpeakers = {
  speakers: { orderBy: [{ position: 'asc' }, { speakerId: 'asc' }] },
} as const satisfies Prisma.SessionInclude;

export type SessionWithSpeakers = Prisma.SessionGetPayload<{ include: typeof withSpeakers }>;

/** Any session of an event that still is. */
export const sessionWithSpeakers = (db: Db, id: string): Promise<SessionWithSpeakers | null> =>
  db.session.findFirst({ where: { id, event: { deleted: false } }, include: withSpeakers });

export const confirmedSessions = (db: Db, eventId: string): Promise<SessionWithSpeakers[]> =>
  db.session.findMany({
    where: { eventId, state: 'confirmed' },
    include: withSpeakers,
    orderBy: [{ title: 'asc' }, { id: 'asc' }],
  });

/** All of a version but its copy of the programme, which may be large. */
export const aboutVersion = {
  id: true,
  eventId: true,
  name: true,
  comment: true,
  releasedBy: true,
  releasedAt: true,
} as const;

export type AboutVersion = Prisma.ScheduleVersionGetPayload<{ select: typeof aboutVersion }>;

const newestFirst = { id: 'desc' } as const;

export const latestVersion = (db: Db | Tx, eventId: string, before?: string): Promise<AboutVersion | null> =>
  db.scheduleVersion.findFirst({
    where: { eventId, ...(before && { id: { lt: before } }) },
    orderBy: newestFirst,
    select: aboutVersion,
  });

export const versionById = (db: Db, id: string): Promise<AboutVersion | null> =>
  db.scheduleVersion.findUnique({ where: { id }, select: aboutVersion });

/** Slots that do not lie within the given time, of sessions in any state. */
export const slotsOutside = (db: Db, eventId: string, startsAt: Date, endsAt: Date) =>
  db.slot.findMany({
    where: { eventId, OR: [{ startsAt: { lt: startsAt } }, { endsAt: { gt: endsAt } }] },
    include: { session: { select: { title: true } } },
    orderBy: [{ startsAt: 'asc' }, { number: 'asc' }],
  });
