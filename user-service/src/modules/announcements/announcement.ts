import { audit } from '@ems/chassis/audit';
import { newId } from '@ems/chassis/database';
import { aDayBefore, requireFewerADay } from '@ems/chassis/errors';
import { keyset, totalOf } from '@ems/chassis/http';
import type { z } from 'zod';
import type { Announcement, EventReplica } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import { enqueueAnnouncement } from '../mail';
import { findReach } from './audience';
import { type announcementView, audience, type NewAnnouncement } from './schemas';

/** How much may be sent. */
export interface AnnouncementBounds {
  /** By one event within a day. */
  perEvent: number;
  /** To one person within a day, by all events together. */
  perPerson: number;
}

/** Announcements follow one another, so that each counts what the ones before have sent. */
const announcementLock = 7_301_004;

/**
 * Stores an announcement, and a mail to each of its recipients.
 * @throws DomainError 429 when the event has sent as many as it may within a day
 */
export async function announce(
  tx: Tx,
  event: EventReplica,
  { dryRun: _, ...said }: NewAnnouncement,
  { sender, now, bounds }: { sender: string; now: Date; bounds: AnnouncementBounds },
): Promise<Announcement> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${announcementLock})`;
  await requireFewer(tx, event.id, bounds.perEvent, now);
  const { userIds, skipped } = await findReach(tx, event, said.audience, bounds.perPerson);
  const data = { ...said, eventId: event.id, recipients: userIds.length, skipped, createdBy: sender, createdAt: now };
  const announcement = await tx.announcement.create({ data: { id: newId(), ...data } });
  await enqueueAnnouncement(tx, announcement, userIds);
  const facts = { eventId: event.id, audience: said.audience, recipients: userIds.length };
  await audit(tx, { action: 'announcement.sent', actor: sender, subject: announcement.id, facts });
  return announcement;
}

async function requireFewer(tx: Tx, eventId: string, most: number, now: Date): Promise<void> {
  const sent = await tx.announcement.findMany({
    where: { eventId, createdAt: { gt: aDayBefore(now) } },
    select: { createdAt: true },
    orderBy: { createdAt: 'desc' },
    take: most,
  });
  requireFewerADay(sent, { most, now }, `An event can send ${most} announcements within a day.`);
}

const newestFirst = keyset(['uuid'], ({ id }: Announcement) => [id]);

/** The announcements of an event, in pages, newest first. */
export async function listAnnouncements(
  db: Db,
  eventId: string,
  { limit, cursor, count }: { limit: number; cursor?: string | undefined; count?: boolean | undefined },
) {
  const [after] = newestFirst.after(cursor) ?? [];
  const where = { eventId };
  const found = await db.announcement.findMany({
    where: { ...where, ...(after !== undefined && { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const total = await totalOf(count, take => db.announcement.count({ where, take }));
  return newestFirst.page(found, limit, toAnnouncementView, total);
}

export const toAnnouncementView = (announcement: Announcement): z.infer<typeof announcementView> => ({
  ...announcement,
  audience: audience.parse(announcement.audience),
  createdAt: announcement.createdAt.toISOString(),
});
