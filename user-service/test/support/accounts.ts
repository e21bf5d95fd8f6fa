import { randomUUID } from 'node:crypto';
import { type Api, api } from '@ems/chassis/testing';
import type { Running } from './start';

export const password = 'correct horse battery';

export interface Account {
  id: string;
  email: string;
  accessToken: string;
  refreshToken: string;
  /** The API as this account. */
  as: Api;
}

export async function newAccount(running: Pick<Running, 'url'>, name = 'Ada'): Promise<Account> {
  const email = `${randomUUID()}@example.org`;
  const { body, status } = await api(running.url)('post', '/auth/register', { email, password, name });
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return account(running, body);
}

interface LoggedIn {
  user: { id: string; email: string };
  accessToken: string;
  refreshToken: string;
}

const account = (running: Pick<Running, 'url'>, { user, accessToken, refreshToken }: LoggedIn): Account => ({
  id: user.id,
  email: user.email,
  accessToken,
  refreshToken,
  as: api(running.url, accessToken),
});

/** Logs in once more. */
export async function logIn(running: Pick<Running, 'url'>, email: string, secret = password): Promise<Account> {
  const { body, status } = await api(running.url)('post', '/auth/login', { email, password: secret });
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return account(running, body);
}

/** A new account that is made admin behind the API's back, and logs in anew for its role to count. */
export async function newAdmin(running: Running, name = 'Root'): Promise<Account> {
  const { email } = await newAccount(running, name);
  await running.database.query(`UPDATE users SET role = 'admin' WHERE email = $1`, [email]);
  return logIn(running, email);
}
