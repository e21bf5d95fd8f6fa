/** What a login gives out. Without a refresh token, the access token is used until it is refused. */
export interface Tokens {
  accessToken: string;
  refreshToken?: string;
}

/**
 * Where the tokens are. A store that several tabs share is read again before a refresh, which one of them makes (Web Locks).
 */
export interface TokenStore {
  get(): Tokens | undefined | Promise<Tokens | undefined>;
  /** @param tokens undefined after a logout, and when the login has ended */
  set(tokens: Tokens | undefined): void | Promise<void>;
}

/** Keeps the tokens as long as the page or the process lives. */
export function memoryTokens(initial?: Tokens): TokenStore {
  let current = initial;
  return {
    get: () => current,
    set: tokens => {
      current = tokens;
    },
  };
}
