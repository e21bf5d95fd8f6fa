import type { Caller } from '@ems/chassis/auth';
import { fieldRule } from '@ems/chassis/errors';
import { id, idOrSlug, instant, instantOut, pageQuery, recorded, repeatable } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventReplica, ReleasedSlot } from '../../generated/prisma/client';
import { isoDates } from '../../shared/iso-dates';
import { teamActions } from '../events';

export const newSlotBody = z.strictObject({
  roomId: id.describe('Where'),
  startsAt: instant.describe('When it begins'),
  endsAt: instant.optional().describe("When it ends; by default the session's duration after the start"),
});
export type NewSlot = z.infer<typeof newSlotBody>;

export const slotPatch = z
  .strictObject({
    roomId: id.describe('Where'),
    startsAt: instant.describe('When it begins; the end moves with it where none is given'),
    endsAt: instant.describe('When it ends'),
  })
  .partial();
export type SlotPatch = z.infer<typeof slotPatch>;

export const swapBody = z
  .strictObject({ a: id.describe('Of one slot'), b: id.describe('Of the other') })
  .refine(({ a, b }) => a !== b, { ...fieldRule('same', 'A slot cannot be swapped with itself'), path: ['b'] });
export type Swap = z.infer<typeof swapBody>;

export const slotsQuery = z.strictObject({
  ...pageQuery,
  eventId: idOrSlug.describe('Id or slug of the event'),
  roomId: repeatable(id).optional().describe('In any of these rooms'),
  from: instant.optional().describe('Those that end after this'),
  to: instant.optional().describe('Those that start before this'),
});

/** A session's place and time. `number` is for formats that know slots by an integer; it never changes and is never reused. */
export const slotView = z
  .object({
    id: z.uuid().describe('Of the slot'),
    number: z.int().describe('For formats that know slots by an integer: it never changes and is never reused'),
    eventId: z.uuid().describe('Of its event'),
    sessionId: z.uuid().describe('Of its session'),
    roomId: z.uuid().describe('Where'),
    startsAt: instantOut.describe('When it begins'),
    endsAt: instantOut.describe('When it ends'),
    ...recorded,
    allowedActions: z
      .array(z.enum(['update', 'delete']))
      .optional()
      .describe('What the caller may do with it now'),
  })
  .meta({ id: 'Slot' });

/** Both slots after the swap. */
export const swapView = z.object({ a: slotView, b: slotView }).meta({ id: 'SlotSwap' });

/** What a slot has, as it is and as it was released. */
export type ShownSlot = ReleasedSlot;

export const toSlotView = (slot: ShownSlot, event: EventReplica, caller: Caller | null): z.infer<typeof slotView> => ({
  ...isoDates(slot),
  ...teamActions(event, caller),
});
