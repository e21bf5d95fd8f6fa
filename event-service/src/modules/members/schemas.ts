import { id, pageQuery, recorded } from '@ems/chassis/http';
import { memberRole } from '@ems/contracts';
import { z } from 'zod';
import type { EventMember } from '../../generated/prisma/client';
import { eventParams } from '../events';

export type MemberRole = z.infer<typeof memberRole>;

export const memberParams = eventParams.extend({ userId: id.describe('Of the account') });

export const memberBody = z.strictObject({ role: memberRole });

export const ownershipBody = z.strictObject({ userId: id.describe('Of the account that is to own it') });

export const memberQuery = z.strictObject({
  ...pageQuery,
  role: memberRole.optional().describe('Members with this role'),
});

export const memberView = z
  .object({
    eventId: z.uuid().describe('Of the event'),
    userId: z.uuid().describe('Whose role it is'),
    name: z.string().nullable().optional().describe('What the member is called; for the team alone'),
    role: memberRole.describe('What the member does'),
    ...recorded,
  })
  .meta({ id: 'Member' });

/** @param name where the viewer is of the team; null while no message of the account has come */
export const toMemberView = (member: EventMember, name?: string | null): z.infer<typeof memberView> => ({
  ...member,
  ...(name !== undefined && { name }),
  createdAt: member.createdAt.toISOString(),
  updatedAt: member.updatedAt.toISOString(),
});
