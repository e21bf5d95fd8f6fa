import type { Request, Response } from 'express';
import { type Caller, isAdmin, requireScope } from '../auth';
import { forbidden, transportError, unauthenticated } from '../errors';
import type { Route } from './route';

export interface AuthGuard {
  authenticate(header: string): Promise<Caller>;
  /** Asks anew whether the caller's token counts. @throws DomainError 401 */
  requireNotRevoked(caller: Caller): Promise<void>;
  /** This service issues the tokens, so it knows at once of a login that has ended. */
  isIssuer?: boolean;
}

/** Who calls, where the route lets them in. @throws DomainError 401, 403 */
export async function identify<Tx>(route: Route<Tx>, request: Request, guard: AuthGuard): Promise<Caller | null> {
  const header = route.access === 'anyone' ? undefined : request.get('authorization');
  const caller = header === undefined ? null : await guard.authenticate(header);
  if ((route.access === 'user' || route.access === 'admin') && !caller) throw unauthenticated();
  requireScope(caller, route.scope);
  if (route.access === 'admin' && !isAdmin(caller)) throw forbidden();
  // Who may do everything is asked about each time: a role that was taken away is gone at once.
  const isPowerful = isAdmin(caller) && route.method !== 'get';
  if (caller && (isPowerful || guard.isIssuer)) await guard.requireNotRevoked(caller);
  return caller;
}

const page = 'text/html';

/** Whether a route has pages beside what it answers itself. */
export const hasPage = <Tx>({ replies }: Route<Tx>): boolean => replies[303] !== undefined;

/** Whoever accepts anything gets what the route answers itself. */
export const prefersPage = (request: Request): boolean => request.accepts(['application/json', page]) === page;

/** @returns refuses a request that accepts nothing of what the route answers. @throws DomainError 406 */
export function acceptanceOf<Tx>(route: Route<Tx>): (request: Request) => void {
  const types = Object.values(route.replies).flatMap(reply =>
    typeof reply === 'string' ? [reply.split(';')[0] ?? reply] : reply ? ['application/json'] : [],
  );
  const offered = [...types, ...(hasPage(route) ? [page] : []), 'application/problem+json'];
  return request => {
    const { accept } = request.headers;
    if (types.length === 0 || accept === undefined || accept === '*/*' || request.accepts(offered)) return;
    throw transportError('not-acceptable', 'not-acceptable', `This route answers ${types.join(' or ')}.`);
  };
}

/** Aborted when the client goes away before it has its answer. */
export function clientAbortSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
