import { sleep } from './abort.ts';
import { NoReplyError } from './no-reply-error.ts';
import { isSentAway, judge, type Outcome, retryAfterOf } from './outcome.ts';
import { createRetryBudget } from './retry-budget.ts';

/** Sends a request. @throws NoReplyError, or the reason of its signal */
export type Send = (request: Request) => Promise<Response>;

/** How long one call is repeated while it is unavailable, limited or unanswered. */
export interface Budget {
  /** How often it is sent at most. */
  attempts: number;
  /** After which it is not sent again. */
  milliseconds: number;
  /** For how many milliseconds one attempt may take. */
  timeoutMilliseconds: number;
  /**
   * How many calls that failed may be repeated at first; from then on a tenth of all calls, so that many clients do not keep
   * a service down that has come to its limits. What is limited (429) or under way already (409) is not counted.
   */
  retries: number;
}

const firstDelay = 200;
const longestDelay = 5_000;

/**
 * Sends again what was not done, and what may have been done only where that is safe: reads, POST by its Idempotency-Key, PUT
 * without a condition. A repeated PATCH or DELETE would be told that its own first attempt had come before it.
 */
export function withRetries(fetch: typeof globalThis.fetch, budget: Budget): Send {
  const retries = createRetryBudget(budget.retries);
  return async request => {
    retries.earn();
    const end = Date.now() + budget.milliseconds;
    let isUnknown = false;
    for (let attempt = 1; ; attempt++) {
      const outcome = await attemptOnce(fetch, request, budget.timeoutMilliseconds);
      const verdict = await judge(outcome);
      if (verdict === 'final') return responseOf(outcome, request);
      isUnknown ||= verdict === 'unknown' && !isRead(request);
      const delay = Math.max(retryAfterOf(outcome), backoff(attempt));
      const isLast = attempt >= budget.attempts || Date.now() + delay > end;
      const isForbidden = verdict === 'unknown' && !isRepeatable(request);
      if (isLast || isForbidden || !(isSentAway(outcome) || retries.spend())) {
        // "Nothing was done" is true of the last attempt alone.
        if (isUnknown && verdict === 'not-done')
          throw new NoReplyError(request, 'it may have been done by an earlier attempt', false, outcome);
        return responseOf(outcome, request);
      }
      await sleep(delay, request.signal);
    }
  };
}

async function attemptOnce(fetch: typeof globalThis.fetch, request: Request, timeout: number): Promise<Outcome> {
  try {
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]);
    const response = await fetch(request.clone(), { signal });
    // A reply is one when all of it is here.
    await response.clone().arrayBuffer();
    return { response };
  } catch (failure) {
    request.signal.throwIfAborted();
    return { failure };
  }
}

function responseOf(outcome: Outcome, request: Request): Response {
  if ('response' in outcome) return outcome.response;
  throw new NoReplyError(request, 'no reply came', isRead(request), outcome.failure);
}

const isRead = ({ method }: Request) => method === 'GET' || method === 'HEAD';

const isRepeatable = (request: Request) =>
  isRead(request) ||
  request.headers.has('Idempotency-Key') ||
  (request.method === 'PUT' && !request.headers.has('If-Match'));

/** Doubled each time, and by chance up to a half shorter, so that many clients do not come back at once. */
const backoff = (attempt: number) => Math.min(firstDelay * 2 ** (attempt - 1), longestDelay) * (1 - Math.random() / 2);
