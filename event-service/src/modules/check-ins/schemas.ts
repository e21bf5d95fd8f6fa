import { instant, instantOut, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import { eventParams } from '../events';

/** How far the clock of a device at the door may be ahead. */
export const clockToleranceMs = 5 * 60_000;

export const checkInBody = z.strictObject({
  ticketCode: textLine(60),
  at: instant.optional().meta({ description: 'When the ticket was scanned, by a device that was offline' }),
  nonce: textLine(100).optional().meta({ description: 'Names the scan, so that it may be sent again' }),
});

export type Scan = z.infer<typeof checkInBody>;

export const checkInParams = eventParams.extend({ checkInId: z.uuid() });

export const checkInView = z
  .object({
    id: z.uuid(),
    eventId: z.uuid(),
    registrationId: z.uuid(),
    userId: z.uuid().nullable(),
    checkedInAt: instantOut,
    alreadyCheckedIn: z.boolean(),
  })
  .meta({ id: 'CheckIn' });
