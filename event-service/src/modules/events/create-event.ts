import { newId } from '@ems/chassis/database';
import { conflict } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { eventCreated } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { toColumns, withParts } from './repository';
import type { NewEvent } from './schemas';
import { slugCandidates } from './slug';
import { type EventRow, toEventState } from './view';

export const slugTaken = (slug?: string) =>
  conflict('event.slug-taken', 'Another event has, or had, this slug.', slug === undefined ? {} : { slug });

/** Makes a draft. A given slug that is taken fails on `event_slugs_pkey`; one made from the title gives way. */
export async function createEvent(tx: Tx, body: NewEvent, ownerId: string): Promise<EventRow> {
  const slug = body.slug ?? (await freeSlug(tx, body.title));
  const event = await tx.event.create({
    data: {
      id: newId(),
      ...toColumns({ ...body, slug }),
      ownerId,
      seats: { create: { capacity: body.capacity } },
      slugs: { create: { slug } },
    },
    include: withParts,
  });
  await record(tx, eventCreated, event.id, event.version, toEventState(event));
  return event;
}

async function freeSlug(tx: Tx, title: string): Promise<string> {
  const candidates = slugCandidates(title);
  // Makers of events with the same title follow one another, so each sees which slugs the others took.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${candidates[0] ?? ''}, 0))`;
  const taken = await tx.eventSlug.findMany({ where: { slug: { in: candidates } }, select: { slug: true } });
  const free = candidates.find(candidate => !taken.some(({ slug }) => slug === candidate));
  if (free === undefined) throw slugTaken();
  return free;
}
