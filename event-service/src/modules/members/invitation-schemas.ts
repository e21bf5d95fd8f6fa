import { emailAddress, id, instantOut, pageQuery } from '@ems/chassis/http';
import { memberRole } from '@ems/contracts';
import { z } from 'zod';
import { type EventRow, eventParams } from '../events';
import type { MemberInvitation } from './invitation';

export const invitationBody = z.strictObject({ email: emailAddress.describe('Who is invited'), role: memberRole });

const invitationId = id.describe('Of the invitation');
export const receivedParams = z.strictObject({ invitationId });
export const invitationParams = eventParams.extend({ invitationId });
export const invitationQuery = z.strictObject(pageQuery);

export const invitationView = z
  .object({
    id: z.uuid().describe('Of the invitation'),
    eventId: z.uuid().describe('Of the event'),
    email: z.string().meta({ format: 'idn-email' }).nullable().describe('Who is invited; null in a replay'),
    role: memberRole.describe('What the member is to do'),
    status: z.enum(['pending', 'accepted']).describe('Whether it waits for an answer'),
    invitedBy: z.uuid().describe('The account that invites'),
    createdAt: instantOut.describe('When it was made'),
    expiresAt: instantOut.describe('Until when it can be accepted'),
  })
  .meta({ id: 'MemberInvitation' });

/** Who is invited may not know of the event otherwise. */
export const receivedInvitationView = invitationView
  .extend({
    event: z
      .object({
        slug: z.string().describe('Its name in addresses'),
        title: z.string().describe('What it is called'),
        startsAt: instantOut.describe('When it begins'),
        endsAt: instantOut.describe('When it ends'),
        timezone: z.string().meta({ format: 'time-zone' }).describe('IANA zone'),
      })
      .describe('What it is for'),
  })
  .meta({ id: 'ReceivedMemberInvitation' });

type Answered = Extract<MemberInvitation['status'], 'pending' | 'accepted'>;

export const toInvitationView = (
  { createdAt, expiresAt, ...invitation }: MemberInvitation,
  status: Answered = 'pending',
): z.infer<typeof invitationView> => ({
  ...invitation,
  status,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

export const toReceivedView = (invitation: MemberInvitation, event: EventRow, status?: Answered) => ({
  ...toInvitationView(invitation, status),
  event: { ...event, startsAt: event.startsAt.toISOString(), endsAt: event.endsAt.toISOString() },
});
