import type { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { type Programme, programme, toProgramme } from './programme';

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

/**
 * The slots of confirmed sessions as they stand, with those sessions, and all rooms and tracks. At one moment only in a
 * transaction that reads as of one.
 */
export async function programmeWithin(tx: Tx, eventId: string): Promise<Programme> {
  const byPosition = [{ position: 'asc' as const }, { name: 'asc' as const }];
  const rooms = await tx.room.findMany({ where: { eventId }, orderBy: byPosition });
  const tracks = await tx.track.findMany({ where: { eventId }, orderBy: byPosition });
  const slots = await tx.slot.findMany({
    where: { eventId, sessionState: 'confirmed' },
    orderBy: [{ startsAt: 'asc' }, { room: { position: 'asc' } }, { number: 'asc' }],
  });
  const sessions = await tx.session.findMany({
    where: { eventId, state: 'confirmed', slots: { some: {} } },
    include: withSpeakers,
    orderBy: { id: 'asc' },
  });
  return toProgramme({ rooms, tracks, slots, sessions });
}

/** What a release would copy now. */
export const workInProgress = (db: Db, eventId: string): Promise<Programme> =>
  db.$transaction(tx => programmeWithin(tx, eventId), { isolationLevel: 'RepeatableRead' });

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

/** The copy that a version is. */
export async function copyOf(db: Db, versionId: string): Promise<Programme> {
  const found = await db.scheduleVersion.findUniqueOrThrow({ where: { id: versionId }, select: { programme: true } });
  return programme.parse(found.programme);
}

/** Slots that do not lie within the given time, of sessions in any state. */
export const slotsOutside = (db: Db, eventId: string, startsAt: Date, endsAt: Date) =>
  db.slot.findMany({
    where: { eventId, OR: [{ startsAt: { lt: startsAt } }, { endsAt: { gt: endsAt } }] },
    include: { session: { select: { title: true } } },
    orderBy: [{ startsAt: 'asc' }, { number: 'asc' }],
  });
