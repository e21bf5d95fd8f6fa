import { instantOut, pageQuery } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventMember } from '../../generated/prisma/client';
import { eventParams } from '../events';

const role = z.enum(['organizer', 'reviewer', 'steward']);

export type MemberRole = z.infer<typeof role>;

export const memberParams = eventParams.extend({ userId: z.uuid() });

export const memberBody = z.strictObject({ role });

export const ownershipBody = z.strictObject({ userId: z.uuid() });

export const memberQuery = z.strictObject({ ...pageQuery, role: role.optional() });

export const memberView = z
  .object({
    eventId: z.uuid(),
    userId: z.uuid(),
    role,
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
  })
  .meta({ id: 'Member' });

export const toMemberView = (member: EventMember): z.infer<typeof memberView> => ({
  ...member,
  createdAt: member.createdAt.toISOString(),
  updatedAt: member.updatedAt.toISOString(),
});
