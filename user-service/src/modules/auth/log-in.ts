import { audit } from '@ems/chassis/audit';
import { unauthenticated } from '@ems/chassis/errors';
import type { User } from '../../generated/prisma/client';
import type { AuthParts } from './parts';
import type { Client } from './refresh';

interface Attempt {
  email: string;
  password: string;
  client: Client;
  signal: AbortSignal;
}

export const invalidCredentials = () =>
  unauthenticated('The address or the password is wrong.', 'auth.invalid-credentials');

/** @property renewed the hash at the present cost, where that rose since the stored one was made */
interface Proven {
  user: User;
  renewed: string | undefined;
}

/**
 * Whose address and password these are. Does the same in the same time for every reason to refuse.
 * @throws DomainError 401; 429 after too many tries; 503 when too many passwords are being checked
 */
export async function logIn({ database, passwords, limits }: AuthParts, attempt: Attempt): Promise<Proven> {
  const { email, password, client, signal } = attempt;
  const { address } = client;
  await limits.login(email, address);
  const user = await database.read.user.findUnique({ where: { email } });
  const active = user?.status === 'active' ? user : undefined;
  const verdict = await passwords.check(password, active?.passwordHash, signal).catch(async error => {
    // Turned away before anything was compared: that was no try.
    await limits.loggedIn(email, address);
    throw error;
  });
  if (!verdict.isRight || !active) {
    await audit(database.read, { action: 'login.failed', subject: user?.id, client });
    throw invalidCredentials();
  }
  await limits.loggedIn(email, address);
  return { user: active, renewed: verdict.renewed };
}
