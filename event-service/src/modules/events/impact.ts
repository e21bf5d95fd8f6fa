import type { Caller } from '@ems/chassis/auth';
import { instant, instantOut, queryInteger } from '@ems/chassis/http';
import { movedSlot, slotOutsideEvent } from '@ems/contracts';
import { z } from 'zod';
import type { SessionClient } from '../../grpc';
import type { EventDatabase } from '../../shared/database';
import { timeZone } from '../../shared/time-zone';
import { requireOrganizer, requireVisibleEvent } from './access';
import { patchedDetails } from './change-event';
import { seatsOf } from './details';
import { frameOf, isMove, losesTime } from './move';
import { findEvent } from './repository';

export const impactQuery = z.strictObject({
  startsAt: instant.optional().describe('When it would begin'),
  endsAt: instant.optional().describe('When it would end'),
  timezone: timeZone.optional().describe('The zone that it would have'),
  capacity: z
    .union([queryInteger(1, 1_000_000), z.literal('null').transform(() => null)])
    .optional()
    .meta({ description: '`null` for no limit' }),
});

export const impactView = z
  .object({
    startsAt: instantOut.describe('When the event would begin'),
    endsAt: instantOut.describe('When it would end'),
    timezone: z.string().meta({ format: 'time-zone' }).describe('Its zone after the change'),
    capacity: z.int().nullable().describe('Its seats after the change; null for no limit'),
    slotsOutside: z.array(slotOutsideEvent).describe('Those that would lie outside the event'),
    slotsMoved: z.array(movedSlot).meta({ description: 'What slots=move would do' }),
    seats: z
      .object({
        taken: z.int().describe('How many are taken'),
        waitlisted: z.int().describe('How many wait'),
        promoted: z.int().meta({ description: 'How many would be promoted from the waitlist' }),
        missing: z.int().meta({ description: 'How many more are taken than there would be' }),
      })
      .describe('What would become of seats'),
    refusedBy: z.array(z.enum(['event.has-slots', 'event.slots-immovable', 'event.capacity-below-taken'])).meta({
      description:
        'The codes with which the change would be refused, the first without `slots`, the second with slots=move',
    }),
  })
  .meta({ id: 'EventImpact' });

interface Dependencies {
  database: EventDatabase;
  sessions: SessionClient;
}

/**
 * What a change would do, before it is done.
 * @throws DomainError 404 or 403 for who is not of the team, 503 while session-service is needed and unavailable
 */
export async function previewImpact(
  { database, sessions }: Dependencies,
  ref: string,
  caller: Caller,
  query: z.infer<typeof impactQuery>,
): Promise<z.infer<typeof impactView>> {
  const event = await findEvent(database.client, ref);
  requireVisibleEvent(event, caller);
  requireOrganizer(event, caller);
  const { startsAt, endsAt, timezone, capacity } = patchedDetails(event, query);
  const after = { startsAt, endsAt, timezone };
  const isAsked = isMove(event, after) || losesTime(event, after);
  const nothing = { slotsOutside: [], slotsMoved: [] };
  const slots = isAsked ? await sessions.previewEventChange(event.id, frameOf(event), after) : nothing;
  const seats = seatsAfter(seatsOf(event), capacity);
  return {
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    timezone,
    capacity,
    ...slots,
    seats,
    refusedBy: [
      ...(slots.slotsOutside.length + slots.slotsMoved.length > 0 ? ['event.has-slots' as const] : []),
      ...(slots.slotsMoved.some(({ refusedBy }) => refusedBy !== null) ? ['event.slots-immovable' as const] : []),
      ...(seats.missing > 0 ? ['event.capacity-below-taken' as const] : []),
    ],
  };
}

function seatsAfter({ taken, waitlisted }: { taken: number; waitlisted: number }, capacity: number | null) {
  const free = (capacity ?? Number.POSITIVE_INFINITY) - taken;
  return { taken, waitlisted, promoted: Math.max(0, Math.min(free, waitlisted)), missing: Math.max(0, -free) };
}
