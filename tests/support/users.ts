import { randomUUID } from 'node:crypto';
import type { Client } from '@ems/client';
import { expectStatus } from '@ems/testing';
import { type Api, api, clientWith } from './api';

export const password = 'correct horse battery';

/** An account, logged in. */
export interface User {
  id: string;
  email: string;
  accessToken: string;
  refreshToken: string;
  /** Calls with its access token. */
  api: Api;
  /** The client of the API, signed in. */
  client: Client;
}

interface Tokens {
  user: { id: string; email: string };
  accessToken: string;
  refreshToken: string;
}

const toUser = ({ user, accessToken, refreshToken }: Tokens): User => ({
  ...user,
  accessToken,
  refreshToken,
  api: api(accessToken),
  client: clientWith({ accessToken, refreshToken }),
});

export async function registerUser({ email = `${randomUUID()}@example.org`, name = 'Ada' } = {}): Promise<User> {
  return toUser(expectStatus(await api()('post', '/auth/register', { email, password, name }), 201).body);
}

export async function logIn(email: string, secret = password): Promise<User> {
  return toUser(expectStatus(await api()('post', '/auth/login', { email, password: secret }), 200).body);
}

/** Of the admin that the system was started with. */
export const adminLogin = {
  email: process.env.E2E_ADMIN_EMAIL ?? 'admin@example.org',
  password: process.env.E2E_ADMIN_PASSWORD ?? 'development-admin',
};

/** The admin that the system was started with. */
export const firstAdmin = (): Promise<User> => logIn(adminLogin.email, adminLogin.password);
