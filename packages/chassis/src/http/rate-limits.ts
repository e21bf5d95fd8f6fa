import { type Context, currentContext } from '../log';

/** One quota, and what is left of it for whoever makes the present request. */
export interface RateLimit {
  /** Its name: letters, digits and hyphens. */
  policy: string;
  /** Requests at once, or within the window. */
  quota: number;
  windowSeconds: number;
  remaining: number;
  /** Until one more is possible than remains. */
  resetSeconds: number;
}

const noted = new WeakMap<Context, RateLimit[]>();

/** Has the present request's reply tell of a limit, whatever is answered. */
export function noteRateLimit(limit: RateLimit): void {
  const context = currentContext();
  if (context) noted.set(context, [...(noted.get(context) ?? []), limit]);
}

/** `RateLimit` and `RateLimit-Policy` of the present request (draft-ietf-httpapi-ratelimit-headers-10). */
export function rateLimitHeaders(): Record<string, string> {
  const context = currentContext();
  const limits = (context && noted.get(context)) ?? [];
  if (limits.length === 0) return {};
  return {
    RateLimit: limits.map(each => `"${each.policy}";r=${each.remaining};t=${each.resetSeconds}`).join(', '),
    'RateLimit-Policy': limits.map(each => `"${each.policy}";q=${each.quota};w=${each.windowSeconds}`).join(', '),
  };
}
