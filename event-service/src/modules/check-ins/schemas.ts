import { id, instant, instantOut, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { CheckIn } from '../../generated/prisma/client';
import { eventParams } from '../events';
import type { RegistrationRow } from '../registrations';

/** How far the clock of a scanning device may be ahead. */
export const clockToleranceMs = 5 * 60_000;

export const checkInBody = z.strictObject({
  ticketCode: textLine(60).describe('As the QR code has it'),
  at: instant.optional().meta({ description: 'When the ticket was scanned, by a device that was offline' }),
  nonce: textLine(100).optional().meta({ description: 'Names the scan, so that it may be sent again' }),
});

export type Scan = z.infer<typeof checkInBody>;

export const checkInParams = eventParams.extend({ checkInId: id.describe('Of the check-in') });

export const checkInView = z
  .object({
    id: z.uuid().describe('Of the check-in'),
    eventId: z.uuid().describe('Of the event'),
    registrationId: z.uuid().describe('Of the registration'),
    userId: z.uuid().nullable().describe('Whose account it is; null for somebody without one, and once it is erased'),
    name: z.string().nullable().describe('Who came'),
    checkedInAt: instantOut.describe('When the ticket was scanned first'),
    alreadyCheckedIn: z.boolean().describe('Whether it had been scanned before'),
    cancelledAt: instantOut
      .nullable()
      .meta({ description: 'When the registration was cancelled: after the scan, before it was sent' }),
  })
  .meta({ id: 'CheckIn' });

export const toCheckInView = (
  checkIn: Pick<CheckIn, 'id' | 'eventId' | 'registrationId' | 'checkedInAt'>,
  { userId, name, cancelledAt }: Pick<RegistrationRow, 'userId' | 'name' | 'cancelledAt'>,
  alreadyCheckedIn: boolean,
): z.infer<typeof checkInView> => ({
  id: checkIn.id,
  eventId: checkIn.eventId,
  registrationId: checkIn.registrationId,
  userId,
  name,
  checkedInAt: checkIn.checkedInAt.toISOString(),
  alreadyCheckedIn,
  cancelledAt: cancelledAt?.toISOString() ?? null,
});
