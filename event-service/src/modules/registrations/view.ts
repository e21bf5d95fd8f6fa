import type { Caller } from '@ems/chassis/auth';
import { instantOut } from '@ems/chassis/http';
import type { RegistrationState } from '@ems/contracts';
import { z } from 'zod';
import { isOpen } from './open';
import type { RegistrationRow } from './repository';

export const registrationView = z
  .object({
    id: z.uuid(),
    eventId: z.uuid(),
    userId: z.uuid().nullable(),
    status: z.enum(['confirmed', 'waitlisted', 'cancelled']),
    position: z.int().nullable().meta({ description: 'Among those who wait, from 1; null for those who do not' }),
    ticketCode: z.string().nullable().meta({ description: 'Of confirmed ones; it opens the door' }),
    confirmedAt: instantOut.nullable(),
    cancelledAt: instantOut.nullable(),
    checkedInAt: instantOut.nullable(),
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
    event: z.object({
      slug: z.string(),
      title: z.string(),
      status: z.enum(['draft', 'published', 'cancelled', 'completed']),
      startsAt: instantOut,
      endsAt: instantOut,
      timezone: z.string(),
    }),
    allowedActions: z.array(z.enum(['cancel'])),
  })
  .meta({ id: 'Registration' });

export type RegistrationView = z.infer<typeof registrationView>;

/** @param isTeam whether the caller is of the event's team, and so may do with it what its owner may */
export function toRegistrationView(row: RegistrationRow, caller: Caller, isTeam = false): RegistrationView {
  return {
    ...row,
    ticketCode: row.status === 'confirmed' ? row.ticketCode : null,
    confirmedAt: row.confirmedAt?.toISOString() ?? null,
    cancelledAt: row.cancelledAt?.toISOString() ?? null,
    checkedInAt: row.checkedInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    event: {
      ...row.event,
      startsAt: row.event.startsAt.toISOString(),
      endsAt: row.event.endsAt.toISOString(),
    },
    allowedActions: mayCancel(row, caller, isTeam) ? ['cancel'] : [],
  };
}

const mayCancel = (row: RegistrationRow, caller: Caller, isTeam: boolean) =>
  row.status !== 'cancelled' &&
  row.checkedInAt === null &&
  isOpen(row.event, new Date()) &&
  (row.userId === caller.userId || isTeam);

export const toRegistrationState = ({ id, eventId, userId, status }: RegistrationRow): RegistrationState => ({
  id,
  eventId,
  userId,
  status,
});
