import { instantOut, pageOf } from '@ems/chassis/http';
import { z } from 'zod';
import { newPassword } from '../passwords';
import { userName, userView } from '../users/schemas';

export const email = z.string().trim().toLowerCase().max(254).check(z.email());

/** Not the rules of a new password: what cannot be right is compared all the same, and fails alike. */
export const givenPassword = z.string().min(1).max(1000);

const token = z.string().min(1).max(200);

export const registerBody = z.strictObject({ email, password: newPassword, name: userName });

export const loginBody = z.strictObject({ email, password: givenPassword });

export const refreshBody = z.strictObject({ refreshToken: token });

export const changePasswordBody = z.strictObject({ currentPassword: givenPassword, newPassword });

export const forgotBody = z.strictObject({ email });

export const resetBody = z.strictObject({ token, newPassword });

export const verifyBody = z.strictObject({ token });

export const loggedIn = z
  .object({
    user: userView,
    accessToken: z.string(),
    refreshToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int(),
  })
  .meta({ id: 'LoggedIn' });

/** One login: all refresh tokens that descend from it. */
export const deviceView = z
  .object({
    id: z.uuid(),
    agent: z.string(),
    /** The login that asks. */
    current: z.boolean(),
    createdAt: instantOut,
    lastUsedAt: instantOut,
  })
  .meta({ id: 'Device' });

export const devicePage = pageOf(deviceView);
