/** What one attempt has come to. */
export type Outcome = { response: Response } | { failure: unknown };

/**
 * `final`: an answer that stays. `not-done`: nothing was done, so anything may be sent again. `unknown`: it may have been
 * done, so only what is done once, however often it is sent, may be sent again.
 */
export type Verdict = 'final' | 'not-done' | 'unknown';

export async function judge(outcome: Outcome): Promise<Verdict> {
  if ('failure' in outcome) return 'unknown';
  const { response } = outcome;
  switch (response.status) {
    case 409:
      return (await codeOf(response)) === 'idempotency.in-progress' ? 'unknown' : 'final';
    case 429:
      return 'not-done';
    case 503:
      // Other 503s are of proxies in between, which do not know what has become of the request.
      return (await codeOf(response)) === 'unavailable' ? 'not-done' : 'unknown';
    case 502:
    case 504:
      return 'unknown';
    default:
      return 'final';
  }
}

/** Whether it was told when to come again by somebody who is well: limited, or not the first of its key. */
export const isSentAway = (outcome: Outcome): boolean =>
  'response' in outcome && (outcome.response.status === 429 || outcome.response.status === 409);

async function codeOf(response: Response): Promise<unknown> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
}

/** Milliseconds that the reply asks to wait (RFC 9110, 10.2.3: seconds, or a date); 0 where it does not. */
export function retryAfterOf(outcome: Outcome): number {
  const value = 'response' in outcome ? outcome.response.headers.get('Retry-After') : null;
  if (value === null) return 0;
  const seconds = Number(value);
  return Math.max(0, Number.isNaN(seconds) ? Date.parse(value) - Date.now() || 0 : seconds * 1_000);
}
