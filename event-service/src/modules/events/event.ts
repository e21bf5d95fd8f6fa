import { newId } from '@ems/chassis/database';
import type { Change } from '@ems/chassis/http';
import { eventCreated, publishEvent, publishEventDeleted } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { requireOrganizer } from './access';
import { type EventRow, factsOf, toColumns } from './details';
import { lockEventForUpdate, withSeatsAndMembers } from './repository';
import { type NewEvent, toEventView } from './schemas';
import { slugCandidates } from './slug';
import { isDeletable } from './transitions';

export const slugTaken = (slug?: string) =>
  problem('event.slug-taken', 'Another event has, or had, this slug.', { slug });

/** Creates a draft. A given slug that is taken fails on `event_slugs_pkey`; one made from the title gives way. */
export async function createEvent(tx: Tx, { caller }: Change, body: NewEvent): Promise<EventRow> {
  const slug = body.slug ?? (await freeSlug(tx, body.title));
  const event = await tx.event.create({
    data: {
      id: newId(),
      ...toColumns({ ...body, slug }),
      ownerId: caller.userId,
      seats: { create: { capacity: body.capacity } },
      slugs: { create: { slug } },
    },
    include: withSeatsAndMembers,
  });
  await publishEvent(tx, eventCreated, event);
  return event;
}

async function freeSlug(tx: Tx, title: string): Promise<string> {
  const candidates = slugCandidates(title);
  // Creators of events with the same title follow one another, so each sees which slugs the others took.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${candidates[0] ?? ''}, 0))`;
  const taken = await tx.eventSlug.findMany({ where: { slug: { in: candidates } }, select: { slug: true } });
  const free = candidates.find(candidate => !taken.some(({ slug }) => slug === candidate));
  if (free === undefined) throw slugTaken();
  return free;
}

/** Gives an event another slug; its old ones stay, and redirect. @throws DomainError 409 when another event has or had it */
export async function claimSlug(tx: Tx, slug: string, eventId: string): Promise<void> {
  await tx.$executeRaw`INSERT INTO event_slugs (slug, event_id) VALUES (${slug}, ${eventId}::uuid) ON CONFLICT DO NOTHING`;
  const claim = await tx.eventSlug.findUnique({ where: { slug } });
  if (claim?.eventId !== eventId) throw slugTaken(slug);
}

/**
 * Deletes a draft with all its slugs.
 * @throws DomainError 404 or 403 for who is not of its team, 409 for an event that was published, or has registrations
 */
export async function deleteEvent(tx: Tx, ref: string, change: Change): Promise<void> {
  const event = await lockEventForUpdate(tx, ref);
  requireOrganizer(event, change.caller);
  change.requireIfMatch(toEventView(event, change));
  const { status, seats } = factsOf(event);
  if (!isDeletable({ status, seats })) {
    throw problem('event.not-deletable', 'Only a draft without registrations can be deleted.', {
      from: status,
      taken: seats.taken,
      waitlisted: seats.waitlisted,
    });
  }
  await tx.event.delete({ where: { id: event.id } });
  await publishEventDeleted(tx, event);
}
