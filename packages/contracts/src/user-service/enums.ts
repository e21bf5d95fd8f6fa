import { z } from 'zod';

export const userRole = z
  .enum(['member', 'admin'])
  .meta({ id: 'UserRole', description: 'Of an account: an admin may do everything' });

export const userStatus = z
  .enum(['active', 'disabled'])
  .meta({ id: 'UserStatus', description: 'Of an account: a disabled one cannot log in' });
