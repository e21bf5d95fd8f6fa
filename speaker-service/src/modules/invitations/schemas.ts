import { instantOut, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { Invitation } from '../../generated/prisma/client';
import { emailAddress } from '../speakers';

export type { Invitation };

export const newInvitationBody = z.strictObject({ email: emailAddress });
export const claimBody = z.strictObject({ token: textLine(200) });
export const invitationParams = z.strictObject({ id: z.uuid(), invitationId: z.uuid() });

export const invitationView = z
  .object({ id: z.uuid(), speakerId: z.uuid(), email: z.string(), createdAt: instantOut, expiresAt: instantOut })
  .meta({ id: 'Invitation' });

/** The reply to who invites; `token` comes this once, and a replay is without it. */
export const newInvitationView = invitationView
  .extend({ token: z.string().optional() })
  .meta({ id: 'NewInvitation', description: 'The only reply that has the token, which claims the profile.' });

export const toInvitationView = ({ createdAt, expiresAt, ...invitation }: Invitation) => ({
  ...invitation,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
