import { notFound } from '@ems/chassis/errors';
import { instant, instantOut, ok } from '@ems/chassis/http';
import { z } from 'zod';
import type { SessionPeer } from '../../grpc';
import type { EventDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { requireTeam } from './access';
import { losesTime, patchedDetails } from './change-event';
import { findEvent } from './repository';
import { eventParams } from './schemas';
import { timeZone } from './time-zone';
import { seatsOf } from './view';

const impactQuery = z.strictObject({
  startsAt: instant.optional(),
  endsAt: instant.optional(),
  timezone: timeZone.optional(),
  capacity: z
    .union([z.literal('null').transform(() => null), z.coerce.number().int().min(1).max(1_000_000)])
    .optional()
    .meta({ description: '`null` for as many as come' }),
});

const slotOutside = z.object({
  slotId: z.uuid(),
  sessionId: z.uuid(),
  title: z.string(),
  roomId: z.uuid(),
  startsAt: instantOut,
  endsAt: instantOut,
});

const impactView = z
  .object({
    startsAt: instantOut,
    endsAt: instantOut,
    timezone: z.string(),
    capacity: z.int().nullable(),
    slotsOutside: z.array(slotOutside),
    seats: z.object({
      taken: z.int(),
      waitlisted: z.int(),
      promoted: z.int().meta({ description: 'How many would move up from the waitlist' }),
      missing: z.int().meta({ description: 'How many more are taken than there would be' }),
    }),
    refusedBy: z
      .array(z.enum(['event.slots-outside', 'event.capacity-below-taken']))
      .meta({ description: 'With what the change would be refused' }),
  })
  .meta({ id: 'EventImpact' });

interface Parts {
  database: EventDatabase;
  sessions: SessionPeer;
}

/** What a change would do, before it is done. */
export const impactRoute = ({ database, sessions }: Parts) =>
  route({
    method: 'get',
    path: '/events/:id/impact',
    summary: 'What a change of dates, zone or capacity would do',
    access: 'user',
    params: eventParams,
    query: impactQuery,
    replies: { 200: impactView },
    handle: async ({ params, query, caller }) => {
      const event = await findEvent(database.read, params.id);
      if (!event) throw notFound('event');
      requireTeam(event, caller);
      const { startsAt, endsAt, timezone, capacity } = patchedDetails(event, query);
      const isShorter = losesTime(event, { startsAt, endsAt });
      const slotsOutside = isShorter ? await sessions.slotsOutside(event.id, startsAt, endsAt) : [];
      const seats = seatsAfter(seatsOf(event), capacity);
      return ok({
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        timezone,
        capacity,
        slotsOutside,
        seats,
        refusedBy: [
          ...(slotsOutside.length > 0 ? ['event.slots-outside'] : []),
          ...(seats.missing > 0 ? ['event.capacity-below-taken'] : []),
        ],
      });
    },
  });

function seatsAfter({ taken, waitlisted }: { taken: number; waitlisted: number }, capacity: number | null) {
  const free = (capacity ?? Number.POSITIVE_INFINITY) - taken;
  return { taken, waitlisted, promoted: Math.max(0, Math.min(free, waitlisted)), missing: Math.max(0, -free) };
}
