import { orAborted } from './abort.ts';
import { requestTokens } from './authentication.ts';
import { ProblemError } from './problem-error.ts';
import type { Send } from './retry.ts';
import type { TokenStore, Tokens } from './tokens.ts';

/**
 * Sends with the access token, and once more with a new one after a 401. One refresh is under way at a time, for a refresh
 * token is good for one: a second use would end the login.
 * @param refreshUrl where a refresh token is exchanged for new tokens
 */
export function withTokens(send: Send, store: TokenStore, refreshUrl: string): Send {
  let refreshing: Promise<string | undefined> | undefined;

  function refresh(rejected: string): Promise<string | undefined> {
    refreshing ??= exclusively(() => replace(rejected)).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  /** @returns an access token other than the rejected; undefined where there is none to be had */
  async function replace(rejected: string): Promise<string | undefined> {
    const current = await store.get();
    if (current?.accessToken !== rejected) return current?.accessToken;
    if (current.refreshToken === undefined) return undefined;
    const { refreshToken } = current;
    // Unless somebody has signed in or out meanwhile.
    const keep = async (tokens: Tokens | undefined) => {
      if ((await store.get())?.refreshToken === refreshToken) await store.set(tokens);
    };
    const renewed = await requestTokens(send, refreshUrl, { refreshToken }).catch(async (error: unknown) => {
      if (isUnauthenticated(error)) await keep(undefined);
      throw error;
    });
    await keep(renewed);
    return renewed.accessToken;
  }

  return async request => {
    const tokens = request.headers.has('Authorization') ? undefined : await store.get();
    if (tokens === undefined) return send(request);
    const response = await send(authorize(request, tokens.accessToken));
    if (response.status !== 401) return response;
    const renewed = await orAborted(refresh(tokens.accessToken), request.signal);
    return renewed === undefined ? response : send(authorize(request, renewed));
  };
}

/** True for a token that is good for nothing any more. */
export const isUnauthenticated = (error: unknown): boolean => error instanceof ProblemError && error.status === 401;

function authorize(request: Request, accessToken: string): Request {
  const authorized = request.clone();
  authorized.headers.set('Authorization', `Bearer ${accessToken}`);
  return authorized;
}

/** Not while another tab does, where the platform has Web Locks. */
function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks === undefined ? work() : locks.request('ems-refresh', work);
}
