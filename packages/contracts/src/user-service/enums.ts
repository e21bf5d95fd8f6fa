import { z } from 'zod';

export const userRole = z
  .enum(['member', 'admin'])
  .meta({ id: 'UserRole', description: 'Of an account: an admin may do everything' });

export const userStatus = z
  .enum(['active', 'disabled'])
  .meta({ id: 'UserStatus', description: 'Of an account: a disabled one cannot log in' });

export const userLanguage = z
  .enum(['en', 'de'])
  .meta({ id: 'UserLanguage', description: 'Of pages and mails, as BCP 47 tag' });

export type UserLanguage = z.infer<typeof userLanguage>;
