import { type Client, createClient, memoryTokens, NoReplyError, ProblemError } from '@ems/client/src';
import { UnreachableError } from '../refusals.ts';

export interface Login {
  url: string;
  token?: string | undefined;
  email?: string | undefined;
  password?: string | undefined;
}

/**
 * How long a request is retried while some process of the system is unavailable. One import sends few requests at a time, each of
 * which waits up to five seconds, so their number is bounded without a budget for all.
 */
const budget = {
  attempts: Number.POSITIVE_INFINITY,
  milliseconds: 90_000,
  timeoutMilliseconds: 15_000,
  retries: Number.POSITIVE_INFINITY,
};

export const hasLogin = ({ token, email, password }: Login): boolean =>
  token !== undefined || (email !== undefined && password !== undefined);

/** @throws UnreachableError when nothing answers, or the login is refused */
export async function connect(login: Login): Promise<Client> {
  const url = login.url.replace(/\/+$/, '');
  await requireServer(url);
  const tokens = memoryTokens(login.token === undefined ? undefined : { accessToken: login.token });
  const client = createClient({ baseUrl: url, budget, tokens });
  const { email, password } = login;
  if (login.token !== undefined || email === undefined || password === undefined) return client;
  await client.signIn({ email, password }).catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
    throw new UnreachableError(`${email} cannot log in at ${url}: ${error.message}`);
  });
  return client;
}

/** Later on it may be unavailable for a while; at the start it should answer. */
async function requireServer(url: string): Promise<void> {
  const isUp = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(10_000) }).then(
    reply => reply.body?.cancel().then(() => true),
    () => false,
  );
  if (!isUp)
    throw new UnreachableError(`Nothing answers at ${url}. Start the system first: npm start, or docker compose up.`);
}

/** What went on to fail while it was under way. */
export function describeFailure(error: unknown): string | undefined {
  if (error instanceof UnreachableError) return error.message;
  if (error instanceof NoReplyError)
    return `Nothing answers any more: ${error.message}. The same command completes what is missing.`;
  if (error instanceof ProblemError) return `The server refuses: ${error.code}: ${error.message}`;
  return undefined;
}
