import type { Caller } from '@ems/chassis/auth';
import { instantOut } from '@ems/chassis/http';
import type { EventState } from '@ems/contracts';
import { z } from 'zod';
import type { Event, EventMember, EventSeats } from '../../generated/prisma/client';
import { includedParts } from '../programme';
import { isTeam } from './access';
import type { Details } from './details';
import { type EventAction, possibleActions } from './transitions';

/** An event with its seats and people, as every read and write loads it. */
export type EventRow = Event & { seats: EventSeats | null; members: Pick<EventMember, 'userId' | 'role'>[] };

const actions = ['update', 'delete', 'publish', 'unpublish', 'cancel', 'complete'] as const;

export const eventView = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    title: z.string(),
    description: z.string(),
    startsAt: instantOut,
    endsAt: instantOut,
    timezone: z.string(),
    venue: z
      .object({
        name: z.string(),
        address: z.string().nullable(),
        city: z.string().nullable(),
        country: z.string().nullable(),
      })
      .nullable(),
    onlineUrl: z.string().nullable(),
    capacity: z.int().nullable(),
    tags: z.array(z.string()),
    cfp: z.object({ opensAt: instantOut, closesAt: instantOut }).nullable(),
    status: z.enum(['draft', 'published', 'cancelled', 'completed']),
    cancelReason: z.string().nullable(),
    ownerId: z.uuid(),
    seats: z.object({ capacity: z.int().nullable(), taken: z.int(), waitlisted: z.int() }),
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
    allowedActions: z.array(z.enum(actions)).optional(),
  })
  .meta({ id: 'Event' });

export const eventWithParts = eventView.extend(includedParts).meta({ id: 'EventWithParts' });

export type EventView = z.infer<typeof eventView>;

export const seatsOf = ({ seats }: EventRow) => ({
  capacity: seats?.capacity ?? null,
  taken: seats?.taken ?? 0,
  waitlisted: seats?.waitlisted ?? 0,
});

/** The editable part of a row. */
export const detailsOf = (event: EventRow): Details => ({
  title: event.title,
  slug: event.slug,
  description: event.description,
  startsAt: event.startsAt,
  endsAt: event.endsAt,
  timezone: event.timezone,
  venue:
    event.venueName === null
      ? null
      : { name: event.venueName, address: event.venueAddress, city: event.venueCity, country: event.venueCountry },
  onlineUrl: event.onlineUrl,
  capacity: seatsOf(event).capacity,
  tags: event.tags,
  cfp: event.cfpOpensAt && event.cfpClosesAt && { opensAt: event.cfpOpensAt, closesAt: event.cfpClosesAt },
});

export const factsOf = (event: EventRow) => ({ ...detailsOf(event), status: event.status, seats: seatsOf(event) });

/** @param caller who looks: the signed-in learn what they may do */
export function toEventView(event: EventRow, caller: Caller | null): EventView {
  const details = detailsOf(event);
  return {
    ...details,
    id: event.id,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    cfp: cfpText(details),
    status: event.status,
    cancelReason: event.cancelReason,
    ownerId: event.ownerId,
    seats: seatsOf(event),
    createdAt: event.createdAt.toISOString(),
    updatedAt: event.updatedAt.toISOString(),
    version: event.version,
    ...(caller && { allowedActions: allowedActions(event, caller) }),
  };
}

function allowedActions(event: EventRow, caller: Caller): (EventAction | 'update' | 'delete')[] {
  if (!isTeam(event, caller)) return [];
  const facts = factsOf(event);
  return ['update', ...(isDeletable(facts) ? ['delete' as const] : []), ...possibleActions(facts, new Date())];
}

/** Only a draft for which nobody is registered. */
export const isDeletable = ({ status, seats }: { status: string; seats: { taken: number; waitlisted: number } }) =>
  status === 'draft' && seats.taken + seats.waitlisted === 0;

const cfpText = ({ cfp }: Details) =>
  cfp && { opensAt: cfp.opensAt.toISOString(), closesAt: cfp.closesAt.toISOString() };

/** The event as messages carry it: whole. */
export const toEventState = (event: EventRow): EventState => ({
  id: event.id,
  slug: event.slug,
  title: event.title,
  status: event.status,
  ownerId: event.ownerId,
  startsAt: event.startsAt.toISOString(),
  endsAt: event.endsAt.toISOString(),
  timezone: event.timezone,
  cfp: cfpText(detailsOf(event)),
  members: membersOf(event),
});

export const membersOf = ({ members }: EventRow) => members.map(({ userId, role }) => ({ userId, role }));
