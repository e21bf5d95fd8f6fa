import { emailAddress, id, instantOut, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { Invitation } from '../../generated/prisma/client';

export type { Invitation };

export const newInvitationBody = z.strictObject({ email: emailAddress.describe('Who is invited') });
export const claimBody = z.strictObject({ token: textLine(200).describe('Of the link in the mail') });
export const confirmationBody = z.strictObject({ userId: id.describe('The account that has claimed it') });

/** The answer to a claim that who invited has to confirm. */
export const pendingClaim = z
  .object({
    claim: z
      .object({
        speakerId: z.uuid().describe('Of the profile'),
        status: z.literal('pending').describe('It waits for who invited'),
      })
      .describe('What has been claimed'),
  })
  .meta({ id: 'PendingClaim' });

export const invitationParams = z.strictObject({
  id: id.describe('Of the profile'),
  invitationId: id.describe('Of the invitation'),
});

export const invitationView = z
  .object({
    id: z.uuid().describe('Of the invitation'),
    speakerId: z.uuid().describe('Of the profile'),
    email: z.string().meta({ format: 'idn-email' }).describe('Who is invited'),
    claimedBy: z.uuid().nullable().meta({ description: 'Has the link; to be confirmed by who invited' }),
    createdAt: instantOut.describe('When it was made'),
    expiresAt: instantOut.describe('Until when its link is valid'),
  })
  .meta({ id: 'Invitation' });

export const toInvitationView = ({ createdAt, expiresAt, ...invitation }: Invitation) => ({
  ...invitation,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
