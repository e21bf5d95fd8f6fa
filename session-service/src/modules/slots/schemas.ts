import type { Caller } from '@ems/chassis/auth';
import { instant, instantOut, pageQuery } from '@ems/chassis/http';
import type { SlotState } from '@ems/contracts';
import { z } from 'zod';
import type { EventCopy, Slot } from '../../generated/prisma/client';
import { id } from '../../shared/fields';
import { isOrganizing, teamRole } from '../events';

export const newSlotBody = z.strictObject({
  roomId: id,
  startsAt: instant,
  /** By default the session's duration after the start. */
  endsAt: instant.optional(),
});

export const slotPatch = z.strictObject({ roomId: id, startsAt: instant, endsAt: instant }).partial();

export const swapBody = z
  .strictObject({ a: id, b: id })
  .refine(({ a, b }) => a !== b, { path: ['b'], message: 'A slot cannot change places with itself' });

export const slotsQuery = z.strictObject({
  ...pageQuery,
  eventId: id,
  roomId: id.optional(),
  /** Those that end after this. */
  from: instant.optional(),
  /** Those that start before this. */
  to: instant.optional(),
});

/** A session's place and time. `number` is for formats that know slots by an integer; it never changes and is never reused. */
export const slotView = z
  .object({
    id: z.uuid(),
    number: z.int(),
    eventId: z.uuid(),
    sessionId: z.uuid(),
    roomId: z.uuid(),
    startsAt: instantOut,
    endsAt: instantOut,
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
    allowedActions: z.array(z.enum(['update', 'delete'])).optional(),
  })
  .meta({ id: 'Slot' });

/** Both slots after they changed places. */
export const swapView = z.object({ a: slotView, b: slotView }).meta({ id: 'SlotSwap' });

export const toSlotView = (slot: Slot, event: EventCopy, caller: Caller | null): z.infer<typeof slotView> => ({
  ...slot,
  startsAt: slot.startsAt.toISOString(),
  endsAt: slot.endsAt.toISOString(),
  createdAt: slot.createdAt.toISOString(),
  updatedAt: slot.updatedAt.toISOString(),
  ...(caller && { allowedActions: isOrganizing(teamRole(event, caller)) ? ['update', 'delete'] : [] }),
});

/** A slot as messages carry it. */
export const toSlotState = ({ id: slotId, eventId, sessionId, roomId, startsAt, endsAt }: Slot): SlotState => ({
  id: slotId,
  eventId,
  sessionId,
  roomId,
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
});
