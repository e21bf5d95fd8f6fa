import { z } from 'zod';
import { userName, userView } from '../users/schemas';
import { newPassword } from './passwords';

export const email = z.string().trim().toLowerCase().pipe(z.email().max(254));

export const registerBody = z.strictObject({ email, password: newPassword, name: userName });

/** Not the rules of a new password: what cannot be right is compared all the same, and fails alike. */
export const loginBody = z.strictObject({ email, password: z.string().min(1).max(1000) });

export const refreshBody = z.strictObject({ refreshToken: z.string().min(1).max(200) });

export const loggedIn = z
  .object({
    user: userView,
    accessToken: z.string(),
    refreshToken: z.string(),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int(),
  })
  .meta({ id: 'LoggedIn' });
