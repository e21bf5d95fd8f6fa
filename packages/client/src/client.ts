import createFetchClient from 'openapi-fetch';
import { postAnonymously, requestTokens } from './authentication.ts';
import { isUnauthenticated, withTokens } from './authorize.ts';
import { withIdempotencyKeys } from './idempotency-keys.ts';
import type { All, Call, Method, Reply } from './methods.ts';
import { all } from './pages.ts';
import { problemErrorOf } from './problem-error.ts';
import { type Budget, withRetries } from './retry.ts';
import { memoryTokens, type TokenStore } from './tokens.ts';

export interface ClientOptions {
  /** Of the gateway, such as `https://events.example.org`; on its own pages it may be left out. */
  baseUrl?: string;
  /** Where the tokens are kept; in memory by default. */
  tokens?: TokenStore;
  /** For each call: 10 attempts of 30 seconds each by default, none later than after 60 seconds. For all: 20 retries, then a tenth. */
  budget?: Partial<Budget>;
  /** In place of the platform's own. */
  fetch?: typeof globalThis.fetch;
}

export interface Client {
  get: Call<'get'>;
  post: Call<'post'>;
  put: Call<'put'>;
  patch: Call<'patch'>;
  delete: Call<'delete'>;
  all: All;
  /** Logs in; what is called from then on is called as this account. */
  signIn(credentials: { email: string; password: string }): Promise<void>;
  /** Registers an account, and logs in. */
  signUp(account: { email: string; password: string; name: string }): Promise<void>;
  /** Ends the login, at the API too; when that cannot be done now, it throws and the tokens stay. */
  signOut(): Promise<void>;
}

const defaultBudget: Budget = { attempts: 10, milliseconds: 60_000, timeoutMilliseconds: 30_000, retries: 20 };

/** Makes a client of the API. Its types are the contract's; nothing is sent before the first call. */
export function createClient(options: ClientOptions = {}): Client {
  const { tokens = memoryTokens(), fetch = globalThis.fetch } = options;
  const origin = options.baseUrl ?? globalThis.location?.origin;
  if (origin === undefined) throw new TypeError('Outside of a page, baseUrl says where the API is');
  const baseUrl = `${origin.replace(/\/+$/, '')}/api/v1`;
  const sendOnce = withRetries(fetch, { ...defaultBudget, ...options.budget });
  const send = withIdempotencyKeys(withTokens(sendOnce, tokens, `${baseUrl}/auth/refresh`));
  const api = createFetchClient<Record<string, Record<Method, object>>>({
    baseUrl,
    async fetch(request) {
      const response = await send(request);
      if (response.ok) return response;
      throw await problemErrorOf(request, response);
    },
  });

  const call =
    (method: Method) =>
    async (path: string, init?: object): Promise<Reply<unknown>> => {
      const { data, response } = await api.request(method, path, { ...init });
      return { data, etag: response.headers.get('ETag'), response };
    };
  const get = call('get');

  const enter = async (route: string, body: object) =>
    tokens.set(await requestTokens(sendOnce, `${baseUrl}/auth/${route}`, body));
  // Paths, bodies and replies are known to the compiler alone.
  return {
    ...{ get, post: call('post'), put: call('put'), patch: call('patch'), delete: call('delete') },
    all: (path: string, init?: object) => all(get, path, init),
    signIn: credentials => enter('login', credentials),
    signUp: account => enter('register', account),
    async signOut() {
      const refreshToken = (await tokens.get())?.refreshToken;
      if (refreshToken !== undefined)
        await postAnonymously(sendOnce, `${baseUrl}/auth/logout`, { refreshToken }).catch((error: unknown) => {
          if (!isUnauthenticated(error)) throw error;
        });
      await tokens.set(undefined);
    },
  } as Client;
}
