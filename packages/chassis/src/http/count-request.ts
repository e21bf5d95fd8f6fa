import type { Request } from 'express';
import { requestSeconds } from '../metrics/instruments';

/** Those of RFC 9110 and RFC 5789 that a route may have; Node.js knows many more. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Of the route that a request was led to, such as `/events/:id`. */
export const templateOf = ({ route }: Request): string | undefined =>
  typeof route?.path === 'string' ? route.path : undefined;

/** Counts a request by the template of its route. The looks at its health, of which come many, are none. */
export function countRequest(method: string, route: string | undefined, status: number, seconds: number): void {
  if (route?.startsWith('/health/')) return;
  requestSeconds.observe(
    { method: methods.has(method) ? method : 'other', route: route ?? '(no route)', status },
    seconds,
  );
}
