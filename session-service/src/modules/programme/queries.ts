import type { Prisma } from '../../generated/prisma/client';
import type { Db } from '../../shared/database';

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

/** Rooms, tracks, and the slots of confirmed sessions with those sessions: all that the public sees of an event, at one moment. */
export async function programmeOf(db: Db, eventId: string) {
  const byPosition = [{ position: 'asc' as const }, { name: 'asc' as const }];
  const [rooms, tracks, slots, sessions] = await db.$transaction(
    [
      db.room.findMany({ where: { eventId }, orderBy: byPosition }),
      db.track.findMany({ where: { eventId }, orderBy: byPosition }),
      db.slot.findMany({
        where: { eventId, sessionState: 'confirmed' },
        orderBy: [{ startsAt: 'asc' }, { room: { position: 'asc' } }, { number: 'asc' }],
      }),
      db.session.findMany({
        where: { eventId, state: 'confirmed', slots: { some: {} } },
        include: withSpeakers,
        orderBy: { id: 'asc' },
      }),
    ],
    { isolationLevel: 'RepeatableRead' },
  );
  return { rooms, tracks, slots, sessions };
}

/** Slots that do not lie within the given time, of sessions in any state. */
export const slotsOutside = (db: Db, eventId: string, startsAt: Date, endsAt: Date) =>
  db.slot.findMany({
    where: { eventId, OR: [{ startsAt: { lt: startsAt } }, { endsAt: { gt: endsAt } }] },
    include: { session: { select: { title: true } } },
    orderBy: [{ startsAt: 'asc' }, { number: 'asc' }],
  });
