import { newIdempotencyKey } from './idempotency-keys.ts';
import { problemErrorOf } from './problem-error.ts';
import type { Send } from './retry.ts';
import type { Tokens } from './tokens.ts';

/**
 * Posts to a route of authentication, without an access token. Its key makes a lost reply come again, and not be a second
 * use of a refresh token.
 * @throws ProblemError, NoReplyError
 */
export async function postAnonymously(send: Send, url: string, body: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': newIdempotencyKey() };
  const request = new Request(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const response = await send(request);
  if (response.ok) return response;
  throw await problemErrorOf(request, response);
}

/** Asks for tokens: by a password, as a new account, or by a refresh token. @throws as {@link postAnonymously} */
export async function requestTokens(send: Send, url: string, body: object): Promise<Required<Tokens>> {
  const { accessToken, refreshToken } = await (await postAnonymously(send, url, body)).json();
  return { accessToken, refreshToken };
}
