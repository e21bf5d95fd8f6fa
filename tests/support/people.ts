import { randomUUID } from 'node:crypto';
import { type Api, api, have } from './api';

export const password = 'correct horse battery';

export interface Person {
  id: string;
  email: string;
  accessToken: string;
  refreshToken: string;
  as: Api;
}

interface LoggedIn {
  user: { id: string; email: string };
  accessToken: string;
  refreshToken: string;
}

const person = ({ user, accessToken, refreshToken }: LoggedIn): Person => ({
  ...user,
  accessToken,
  refreshToken,
  as: api(accessToken),
});

export async function newPerson(email = `${randomUUID()}@example.org`): Promise<Person> {
  return person(have(await api()('post', '/auth/register', { email, password, name: 'Ada' }), 201).body);
}

export async function logIn(email: string, secret = password): Promise<Person> {
  return person(have(await api()('post', '/auth/login', { email, password: secret }), 200).body);
}

/** The admin that the system was started with. */
export const firstAdmin = (): Promise<Person> =>
  logIn(process.env.E2E_ADMIN_EMAIL ?? 'admin@example.org', process.env.E2E_ADMIN_PASSWORD ?? 'development-admin');
