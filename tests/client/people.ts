import { randomUUID } from 'node:crypto';
import { type Client, type ClientOptions, createClient, memoryTokens, type TokenStore } from '@ems/client';
import { password } from '../support/users';

/** Somebody with an account, logged in by a client. */
export interface Person {
  client: Client;
  tokens: TokenStore;
}

export async function signUp(baseUrl: string, options: Pick<ClientOptions, 'budget'> = {}): Promise<Person> {
  const tokens = memoryTokens();
  const client = createClient({ baseUrl, tokens, ...options });
  await client.signUp({ email: `${randomUUID()}@example.org`, password, name: 'Ada' });
  return { client, tokens };
}

/** A day somewhere online. */
export const eventBody = (title: string) => ({
  title,
  startsAt: '2030-05-04T08:00:00Z',
  endsAt: '2030-05-04T18:00:00Z',
  timezone: 'Europe/Berlin',
  onlineUrl: 'https://tiny.example.org',
});
