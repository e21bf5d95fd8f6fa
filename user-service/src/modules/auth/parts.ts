import type { UserDatabase } from '../../shared/database';
import type { Passwords } from '../passwords';
import type { Limits } from '../throttle';
import type { Tokens } from './tokens';

export interface AuthParts {
  database: UserDatabase;
  passwords: Passwords;
  tokens: Tokens;
  limits: Limits;
}

/** For replies with tokens. */
export const secret = { 'Cache-Control': 'no-store' };
