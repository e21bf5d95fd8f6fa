import { audit } from '@ems/chassis/audit';
import type { User } from '../../generated/prisma/client';
import type { Tx } from '../../shared/database';
import { deviceOf, knowDevice } from '../throttle';
import type { Client } from './refresh';
import type { TokenPair, Tokens } from './tokens';

/** One more login: its device is known from now on, its tokens start a family, and it is on record. */
export async function startLogin(
  tx: Tx,
  tokens: Tokens,
  user: User,
  client: Client,
  action: 'login.succeeded' | 'account.registered',
): Promise<TokenPair> {
  await knowDevice(tx, user.id, deviceOf(user.email, client.address));
  const pair = await tokens.startFamily(tx, user, client.agent);
  await audit(tx, { action, actor: user.id, subject: user.id, client });
  return pair;
}
