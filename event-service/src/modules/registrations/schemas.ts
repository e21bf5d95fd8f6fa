import type { Caller } from '@ems/chassis/auth';
import { fieldIssue } from '@ems/chassis/errors';
import { emailAddress, id, instantOut, pageOf, pageQuery, recorded, repeatable, textLine } from '@ems/chassis/http';
import { eventStatus, registrationStatus } from '@ems/contracts';
import { z } from 'zod';
import { eventParams } from '../events';
import { canCancel } from './access';
import type { RegistrationRow } from './repository';

export const registrationParams = eventParams.extend({ registrationId: id.describe('Of the registration') });

export const mineQuery = z.strictObject({
  ...pageQuery,
  status: repeatable(registrationStatus).optional().describe('Registrations of any of these statuses'),
});

export const listQuery = mineQuery.extend({
  q: textLine(60)
    .optional()
    .describe('A part of a name, a ticket code or its beginning, or the id of a registration or person'),
});

/** With a name somebody who has no account is registered; without one, the caller. */
export const registerBody = z
  .strictObject({
    name: textLine(200).optional().describe('Of somebody without an account, whom team and stewards register'),
    email: emailAddress.nullable().optional().describe('Where that person gets the ticket; without it, nowhere'),
  })
  .check(({ value, issues }) => {
    if (issues.length > 0 || value.name !== undefined || value.email === undefined) return;
    issues.push({ ...fieldIssue('required', 'Who has an address has a name', value), path: ['name'] });
  });

export const registrationView = z
  .object({
    id: z.uuid().describe('Of the registration'),
    eventId: z.uuid().describe('Of the event'),
    userId: z
      .uuid()
      .nullable()
      .describe('Whose seat it is; null for somebody without an account, and once it is erased'),
    name: z
      .string()
      .nullable()
      .describe('Who is registered; null for a moment after a new account, and once it is erased or forgotten'),
    email: z.string().nullable().optional().describe('Where they are reached; for the team alone'),
    status: registrationStatus.describe('Whether there is a seat'),
    position: z.int().nullable().meta({ description: 'On the waitlist, from 1; null for all others' }),
    ticketCode: z.string().nullable().meta({ description: 'Of confirmed ones: what is scanned at check-in' }),
    confirmedAt: instantOut.nullable().describe('When the seat was given'),
    heldUntil: instantOut.nullable().meta({
      description: 'Until when it is held for an account whose address is not verified; null where it does not end',
    }),
    cancelledAt: instantOut.nullable().describe('When it was cancelled'),
    checkedInAt: instantOut.nullable().describe('When the person came'),
    ...recorded,
    event: z
      .object({
        slug: z.string().describe('Its name in addresses'),
        title: z.string().describe('What it is called'),
        status: eventStatus,
        startsAt: instantOut.describe('When it begins'),
        endsAt: instantOut.describe('When it ends'),
        timezone: z.string().meta({ format: 'time-zone' }).describe('IANA zone'),
      })
      .describe('What it is for'),
    allowedActions: z.array(z.enum(['cancel'])).describe('What the caller may do with it now'),
  })
  .meta({ id: 'Registration' });

export const registrationPage = pageOf(registrationView);

/** Who looks at a registration, and when. */
export interface Viewer {
  caller: Caller;
  now: Date;
  /** Of the event's team, who may do what the registered person may. */
  isOrganizer?: boolean;
}

export function toRegistrationView(
  row: RegistrationRow,
  { caller, now, isOrganizer = false }: Viewer,
): z.infer<typeof registrationView> {
  const { email, ...shown } = row;
  return {
    ...shown,
    ...(isOrganizer && { email }),
    ticketCode: row.status === 'confirmed' ? row.ticketCode : null,
    confirmedAt: row.confirmedAt?.toISOString() ?? null,
    heldUntil: row.status === 'cancelled' ? null : (row.heldUntil?.toISOString() ?? null),
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
    checkedInAt: row.checkedInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    event: {
      ...row.event,
      startsAt: row.event.startsAt.toISOString(),
      endsAt: row.event.endsAt.toISOString(),
    },
    allowedActions: canCancel(row, caller, isOrganizer, now) ? ['cancel'] : [],
  };
}
