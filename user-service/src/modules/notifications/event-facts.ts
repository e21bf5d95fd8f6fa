import type { EventReplica } from '../../generated/prisma/client';
import type { EventDetails } from '../../replicas/events';
import type { Tx } from '../../shared/database';
import type { EventFacts } from '../mail';
import { venueText } from './event-news';

/** An event as far as mails need it. */
export interface KnownEvent extends EventReplica {
  status: string;
  startsAt: Date;
  endsAt: Date;
  timezone: string;
}

/**
 * Reads an event, which does not change before the end of the transaction.
 * @returns undefined where it is not known yet, null where it was deleted
 */
export async function findEvent(tx: Tx, id: string): Promise<KnownEvent | undefined | null> {
  await tx.$queryRaw`SELECT FROM event_replicas WHERE id = ${id}::uuid FOR SHARE`;
  const event = await tx.eventReplica.findUnique({ where: { id } });
  if (!event) return undefined;
  if (event.ownerId === null) return null;
  const { status, startsAt, endsAt, timezone } = event;
  return status !== null && startsAt && endsAt && timezone !== null
    ? { ...event, status, startsAt, endsAt, timezone }
    : undefined;
}

/** @param isOpen whether the mail may say what the team has written */
export function factsOf(event: KnownEvent, webUrl: string, isOpen: boolean): EventFacts {
  const { venue, onlineUrl = null } = event.details as EventDetails;
  return {
    title: isOpen ? event.title : null,
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    timezone: event.timezone,
    venue: isOpen ? venueText(venue) : null,
    onlineUrl: isOpen ? onlineUrl : null,
    // Not by its slug, which the team has chosen too.
    page: `${webUrl}/e/${event.id}`,
  };
}
