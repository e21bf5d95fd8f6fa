import type { Request } from 'express';
import { requestSeconds } from '../metrics/instruments';

/** Those of RFC 9110 and RFC 5789 that a route may have; Node.js knows many more. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Counts a request by the template of its route. The looks at its health, of which come many, are none. */
export function countRequest({ method, route }: Request, status: number, seconds: number): void {
  const path = typeof route?.path === 'string' ? route.path : '(no route)';
  if (path.startsWith('/health/')) return;
  requestSeconds.observe({ method: methods.has(method) ? method : 'other', route: path, status }, seconds);
}
