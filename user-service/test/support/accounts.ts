import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { type Api, type App, api } from './user-service';

export const password = 'correct horse battery';

export interface Account {
  id: string;
  email: string;
  accessToken: string;
  refreshToken: string;
  /** The API as this account. */
  as: Api;
}

export async function newAccount(app: Pick<App, 'url'>, name = 'Ada'): Promise<Account> {
  const email = `${randomUUID()}@example.org`;
  const reply = await api(app.url)('post', '/auth/register', { email, password, name });
  return account(app, expectStatus(reply, 201).body);
}

interface LoggedIn {
  user: { id: string; email: string };
  accessToken: string;
  refreshToken: string;
}

const account = (app: Pick<App, 'url'>, { user, accessToken, refreshToken }: LoggedIn): Account => ({
  id: user.id,
  email: user.email,
  accessToken,
  refreshToken,
  as: api(app.url, accessToken),
});

/** Logs in once more. */
export async function logIn(app: Pick<App, 'url'>, email: string, secret = password): Promise<Account> {
  const reply = await api(app.url)('post', '/auth/login', { email, password: secret });
  return account(app, expectStatus(reply, 200).body);
}

/** A new account that is made admin behind the API's back, and logs in anew for its role to count. */
export async function newAdmin(app: App, name = 'Root'): Promise<Account> {
  const { email } = await newAccount(app, name);
  await app.database.query(`UPDATE users SET role = 'admin' WHERE email = $1`, [email]);
  return logIn(app, email);
}
