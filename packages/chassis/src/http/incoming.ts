import express, { type Request, type Response } from 'express';
import { type Caller, isAdmin } from '../auth';
import { DomainError, forbidden, unauthenticated } from '../errors';
import type { Route } from './route';

export interface Doorkeeper {
  authenticate(header: string): Promise<Caller>;
  /** Asks anew whether the caller's token counts. @throws DomainError 401 */
  requireStanding(caller: Caller): Promise<void>;
}

/** Who calls, where the route lets them in. @throws DomainError 401, 403 */
export async function identify<Tx>(route: Route<Tx>, request: Request, door: Doorkeeper): Promise<Caller | null> {
  const header = request.get('authorization');
  const caller = header === undefined ? null : await door.authenticate(header);
  if (route.access !== 'public' && !caller) throw unauthenticated();
  if (route.access === 'admin' && !isAdmin(caller)) throw forbidden();
  // Who may do everything is asked about each time: a role that was taken away is gone at once.
  if (caller && isAdmin(caller) && route.method !== 'get') await door.requireStanding(caller);
  return caller;
}

const parseJson = express.json({ limit: '256kb', type: ['application/json', 'application/merge-patch+json'] });

/** Reads a JSON body where there is one. @throws DomainError 400, 413, 415 */
export async function readBody(request: Request, response: Response): Promise<void> {
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.get('content-length') ?? 0) > 0;
  if (!hasBody) return;
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (!request.is(['application/json', 'application/merge-patch+json'])) {
    throw new DomainError('unsupported-media-type', 'unsupported-media-type', 'Send application/json.');
  }
  await new Promise<void>((resolve, reject) =>
    parseJson(request, response, error => (error ? reject(bodyError(error)) : resolve())),
  );
}

function bodyError(error: unknown): DomainError {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : 400;
  if (status === 413) return new DomainError('too-large', 'too-large', 'The body is larger than 256 KiB.');
  if (status === 415)
    return new DomainError('unsupported-media-type', 'unsupported-media-type', 'Send UTF-8, not encoded otherwise.');
  return new DomainError('malformed', 'malformed-json', 'The body is no well-formed JSON object.');
}

/** @throws DomainError 406 */
export function refuseUnacceptable<Tx>(route: Route<Tx>, request: Request): void {
  const types = Object.values(route.replies).flatMap(reply =>
    typeof reply === 'string' ? [reply.split(';')[0] ?? reply] : reply ? ['application/json'] : [],
  );
  if (types.length > 0 && !request.accepts([...types, 'application/problem+json'])) {
    throw new DomainError('not-acceptable', 'not-acceptable', `This route answers ${types.join(' or ')}.`);
  }
}

/** Aborted when the client goes away before it has its answer. */
export function goneSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
