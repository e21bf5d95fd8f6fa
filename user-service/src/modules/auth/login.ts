import { audit } from '@ems/chassis/audit';
import type { User } from '../../generated/prisma/client';
import type { Tx, UserDatabase } from '../../shared/database';
import { problem } from '../../shared/problem';
import { isWeakerHash, type Passwords } from '../passwords';
import type { Limits } from '../throttle';
import type { Client } from './refresh';
import type { TokenPair, Tokens } from './tokens';

export const invalidCredentials = () => problem('auth.invalid-credentials', 'The address or the password is wrong.');

interface Credentials {
  email: string;
  password: string;
  client: Client;
  signal: AbortSignal;
}

/** @property rehashed the password's hash at the present cost, where that rose since the stored one was made */
interface Verified {
  user: User;
  rehashed: string | undefined;
}

/**
 * Finds the account that an address and a password belong to. Does the same in the same time for every reason to refuse.
 * @throws DomainError 401; 429 after too many tries; 503 when too many passwords are being checked
 */
export async function verifyCredentials(
  { database, passwords, limits }: { database: UserDatabase; passwords: Passwords; limits: Limits },
  { email, password, client, signal }: Credentials,
): Promise<Verified> {
  await limits.login(email, client.address);
  const user = await database.client.user.findUnique({ where: { email } });
  const active = user?.status === 'active' ? user : undefined;
  const result = await passwords.verify(password, active?.passwordHash, signal).catch(async error => {
    // Rejected before anything was compared: that was no try.
    await limits.loginSucceeded(email, client.address);
    throw error;
  });
  if (!result.isMatch || !active) {
    await audit(database.client, { action: 'login.failed', subject: user?.id, client });
    throw invalidCredentials();
  }
  await limits.loginSucceeded(email, client.address);
  return { user: active, rehashed: result.rehashed };
}

/** Stores the stronger hash of a locked account, unless another login was first. No version, no message: it is not visible. */
export async function storeRehashed(tx: Tx, user: User, rehashed: string | undefined): Promise<void> {
  if (rehashed === undefined || !isWeakerHash(user.passwordHash, rehashed)) return;
  await tx.user.update({ where: { id: user.id }, data: { passwordHash: rehashed } });
}

/** Starts a login: remembers its device, issues the first tokens of its family, and writes it to the audit log. */
export async function issueTokens(
  tx: Tx,
  { tokens, limits }: { tokens: Tokens; limits: Limits },
  user: User,
  { client, now }: { client: Client; now: Date },
  action: 'login.succeeded' | 'account.registered',
): Promise<TokenPair> {
  await limits.rememberDevice(tx, user, client.address);
  const pair = await tokens.startFamily(tx, user, client.agent, now);
  await audit(tx, { action, actor: user.id, subject: user.id, client });
  return pair;
}
