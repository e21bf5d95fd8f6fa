import { instantOut, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { User } from '../../generated/prisma/client';

export const userName = textLine(100);

/** An account as its owner and admins see it. */
export const userView = z
  .object({
    id: z.uuid(),
    email: z.email(),
    name: z.string(),
    role: z.enum(['member', 'admin']),
    status: z.enum(['active', 'disabled']),
    emailVerified: z.boolean(),
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
  })
  .meta({ id: 'User' });

export const toUserView = (user: User): z.infer<typeof userView> => ({
  ...user,
  createdAt: user.createdAt.toISOString(),
  updatedAt: user.updatedAt.toISOString(),
});
