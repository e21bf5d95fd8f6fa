import { type Client, createClient, memoryTokens, type Schemas } from '@ems/client/src';
import { languageTag } from '../language/index.ts';

export type Account = Schemas['User'];

const memory = memoryTokens();
let current: Account | undefined;
const listeners: (() => void)[] = [];

/** Tokens are in the memory of this page alone, so whoever loads it anew signs in anew. */
export const client: Client = createClient({
  // In which language whoever signs up is written to.
  fetch(input, init) {
    const request = new Request(input, init);
    request.headers.set('Accept-Language', languageTag());
    return fetch(request);
  },
  budget: { attempts: 4, milliseconds: 10_000, timeoutMilliseconds: 15_000 },
  tokens: {
    get: memory.get,
    async set(tokens) {
      await memory.set(tokens);
      if (tokens === undefined) change(undefined);
    },
  },
});

function change(account: Account | undefined): void {
  current = account;
  for (const listener of listeners) listener();
}

/** Who is signed in. */
export const account = (): Account | undefined => current;

/** @param listener is called when somebody has signed in or out */
export function onAccountChange(listener: () => void): void {
  listeners.push(listener);
}

/** @throws ProblemError, NoReplyError */
export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  await client.signIn(credentials);
  change((await client.get('/users/me')).data);
}

/** Changes what somebody is called, or in which language they are written to. @throws ProblemError, NoReplyError */
export async function changeAccount(patch: Partial<Pick<Account, 'name' | 'language'>>): Promise<void> {
  change((await client.patch('/users/me', { body: patch })).data);
}

/** @throws ProblemError, NoReplyError */
export async function signUp(details: { email: string; password: string; name: string }): Promise<void> {
  await client.signUp(details);
  change((await client.get('/users/me')).data);
}
