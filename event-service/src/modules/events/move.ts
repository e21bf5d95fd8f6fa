import type { EventMove } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';

/** When and where an event is. */
export interface Frame {
  startsAt: Date;
  endsAt: Date;
  timezone: string;
}

export const frameOf = ({ startsAt, endsAt, timezone }: Frame): Frame => ({ startsAt, endsAt, timezone });

/** Whether what hangs on the event would be elsewhere, if it moved with it. */
export const isMove = (from: Frame, to: Frame): boolean =>
  from.startsAt.getTime() !== to.startsAt.getTime() || from.timezone !== to.timezone;

/** Only where time is taken away can a slot come to lie outside. */
export const losesTime = (before: Frame, after: Frame): boolean =>
  after.startsAt > before.startsAt || after.endsAt < before.endsAt;

/** Writes that what hangs on the event moves with its new version. */
export async function recordMove(tx: Tx, eventId: string, version: number, from: Frame, to: Frame): Promise<void> {
  await tx.eventMove.create({
    data: {
      ...{ eventId, version },
      ...{ fromStartsAt: from.startsAt, fromEndsAt: from.endsAt, fromTimezone: from.timezone },
      ...{ toStartsAt: to.startsAt, toEndsAt: to.endsAt, toTimezone: to.timezone },
    },
  });
}

/**
 * The event as it was when its schedule was made, which follows a move by message: until then a reader gets the old event with the old
 * schedule, and never new dates with old slots.
 * @param movedVersion of the latest move that the schedule has followed
 */
export async function inFrameOf<Event extends Frame & { id: string; movedVersion: number }>(
  db: Db,
  event: Event,
  movedVersion: number,
): Promise<Event> {
  if (movedVersion >= event.movedVersion) return event;
  const next: EventMove | null = await db.eventMove.findFirst({
    where: { eventId: event.id, version: { gt: movedVersion } },
    orderBy: { version: 'asc' },
  });
  return next ? { ...event, startsAt: next.fromStartsAt, endsAt: next.fromEndsAt, timezone: next.fromTimezone } : event;
}
