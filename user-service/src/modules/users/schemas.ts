import { instantOut, pageOf, pageQuery, textLine } from '@ems/chassis/http';
import { z } from 'zod';
import type { User } from '../../generated/prisma/client';

export const userName = textLine(100);
const role = z.enum(['member', 'admin']);
const status = z.enum(['active', 'disabled']);

/** An account as its owner and admins see it. */
export const userView = z
  .object({
    id: z.uuid(),
    email: z.email(),
    name: z.string(),
    role,
    status,
    emailVerified: z.boolean(),
    createdAt: instantOut,
    updatedAt: instantOut,
    version: z.int(),
    allowedActions: z.array(z.enum(['update', 'change-password', 'erase', 'promote', 'demote', 'disable', 'enable'])),
  })
  .meta({ id: 'User' });

export type UserView = z.infer<typeof userView>;

export const userPage = pageOf(userView);

export const listQuery = z.strictObject({
  ...pageQuery,
  /** Part of a name or an address. */
  q: textLine(100).optional(),
  role: role.optional(),
  status: status.optional(),
  sort: z.enum(['createdAt', '-createdAt']).default('-createdAt'),
});

export const adminPatch = z.strictObject({ role: role.optional(), status: status.optional() });

interface Viewer {
  userId: string;
  role: 'member' | 'admin';
}

/** @param viewer who it is shown to; its owner without one */
export const toUserView = (user: User, viewer: Viewer = { userId: user.id, role: user.role }): UserView => ({
  ...user,
  createdAt: user.createdAt.toISOString(),
  updatedAt: user.updatedAt.toISOString(),
  allowedActions: allowedActions(user, viewer),
});

/** Whether the last admin is concerned shows only in the doing. */
function allowedActions(user: User, viewer: Viewer): UserView['allowedActions'] {
  if (user.erasedAt) return [];
  const own = viewer.userId === user.id ? (['update', 'change-password'] as const) : [];
  const asAdmin =
    viewer.role === 'admin'
      ? ([user.role === 'admin' ? 'demote' : 'promote', user.status === 'active' ? 'disable' : 'enable'] as const)
      : [];
  return [...own, ...asAdmin, 'erase'];
}
