import { z } from 'zod';

/** A slot that would lie outside its event. */
export const slotOutsideEvent = z
  .object({
    slotId: z.uuid().describe('Of the slot'),
    sessionId: z.uuid().describe('Of its session'),
    title: z.string().describe('Of its session'),
    roomId: z.uuid().describe('Of its room'),
    startsAt: z.iso.datetime().describe('When it begins'),
    endsAt: z.iso.datetime().describe('When it ends'),
  })
  .meta({ id: 'SlotOutsideEvent' });

/** A slot that would move with its event. */
export const movedSlot = slotOutsideEvent
  .extend({
    movedTo: z
      .object({
        startsAt: z.iso.datetime().describe('When it would begin'),
        endsAt: z.iso.datetime().describe('When it would end'),
      })
      .describe('When it would be'),
    refusedBy: z.enum(['outside', 'speaker', 'overlap']).nullable().meta({
      description:
        'Why it cannot move: it would lie outside the event, a speaker is elsewhere, or clocks change in between',
    }),
  })
  .meta({ id: 'MovedSlot' });
