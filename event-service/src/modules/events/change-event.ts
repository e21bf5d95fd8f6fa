import { isDeepStrictEqual } from 'node:util';
import { conflict, parseInput } from '@ems/chassis/errors';
import { mergePatch } from '@ems/chassis/http';
import { record } from '@ems/chassis/messaging';
import { eventUpdated } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { fillSeats } from '../seats';
import { slugTaken } from './create-event';
import { type Details, details } from './details';
import { saveEvent, toColumns } from './repository';
import type { EventPatch } from './schemas';
import { atSameClock } from './time-zone';
import { noPlace } from './transitions';
import { detailsOf, type EventRow, seatsOf, toEventState } from './view';

/**
 * The details after a patch. A new zone alone keeps what the clocks show, so the instants move with it.
 * @throws DomainError 400 where the whole would break a rule
 */
export function patchedDetails(event: EventRow, patch: EventPatch): Details {
  const before = detailsOf(event);
  const merged = parseInput(details, mergePatch(before, patch));
  if (merged.timezone === before.timezone) return merged;
  const moved = (when: Date) => atSameClock(when, before.timezone, merged.timezone);
  return parseInput(details, {
    ...merged,
    startsAt: patch.startsAt ?? moved(merged.startsAt),
    endsAt: patch.endsAt ?? moved(merged.endsAt),
    cfp: merged.cfp && {
      opensAt: patch.cfp?.opensAt ?? moved(merged.cfp.opensAt),
      closesAt: patch.cfp?.closesAt ?? moved(merged.cfp.closesAt),
    },
  });
}

interface Times {
  startsAt: Date;
  endsAt: Date;
}

/** Only then can a slot come to lie outside. */
export const losesTime = (before: Times, after: Times): boolean =>
  after.startsAt > before.startsAt || after.endsAt < before.endsAt;

/**
 * Writes new details to a locked event, or nothing where they are what stands.
 * @throws DomainError 409 when the slug is taken, fewer seats would be left than are taken, or a public event no place
 */
export async function changeEvent(tx: Tx, event: EventRow, after: Details): Promise<EventRow> {
  if (isDeepStrictEqual(after, detailsOf(event))) return event;
  if (after.slug !== event.slug) await claimSlug(tx, after.slug, event.id);
  if (event.status !== 'draft' && event.status !== 'cancelled' && !after.venue && !after.onlineUrl) throw noPlace();
  const { taken } = seatsOf(event);
  if (after.capacity !== null && after.capacity < taken) throw capacityBelowTaken(taken);
  const saved = await saveEvent(tx, event.id, {
    ...toColumns(after),
    seats: { update: { capacity: after.capacity } },
  });
  const changed = after.capacity === seatsOf(event).capacity ? saved : await withSeatsFilled(tx, saved);
  await record(tx, eventUpdated, changed.id, changed.version, toEventState(changed));
  return changed;
}

/** New seats go to those who wait. */
async function withSeatsFilled(tx: Tx, event: EventRow): Promise<EventRow> {
  await fillSeats(tx, event.id);
  return { ...event, seats: await tx.eventSeats.findUnique({ where: { eventId: event.id } }) };
}

const capacityBelowTaken = (taken: number) =>
  conflict('event.capacity-below-taken', `${taken} seats are taken; the capacity cannot be lower.`, { taken });

async function claimSlug(tx: Tx, slug: string, eventId: string): Promise<void> {
  await tx.$executeRaw`INSERT INTO event_slugs (slug, event_id) VALUES (${slug}, ${eventId}::uuid) ON CONFLICT DO NOTHING`;
  const holder = await tx.eventSlug.findUnique({ where: { slug } });
  if (holder?.eventId !== eventId) throw slugTaken(slug);
}
