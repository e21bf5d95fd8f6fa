import type { Request, RequestHandler, Response } from 'express';
import { requireEvents } from '../auth';
import { createBulkhead } from '../concurrency';
import type { Database, Sql } from '../database';
import { currentContext, restartDeadline } from '../log';
import { type BodyLimits, bodyReader } from './body';
import { parseBounded } from './bounds';
import { matchesNone } from './etag';
import { execute } from './execute';
import { idempotencyKey, withIdempotency } from './idempotency';
import { rateLimitHeaders } from './rate-limits';
import type { Rendered } from './render';
import { type AuthGuard, acceptanceOf, clientAbortSignal, hasPage, identify } from './request';
import type { SealSecrets } from './request-seal';
import type { Route } from './route';

export interface PipelineDependencies<Tx> extends AuthGuard {
  database: Database<Sql, Tx>;
  bodyLimits?: BodyLimits;
  /** By which Idempotency-Keys remember requests and seal replies. */
  sealSecrets: SealSecrets;
}

/** Time within which a request is answered; outgoing calls get what remains. Shorter than the gateway's 5 s. */
export const requestBudgetMs = 4_000;

/** Of the ten connections of a pool, so that reads have some to themselves however many writers queue for one row. */
const maxWriters = 6;
const maxWaitingWriters = 500;
/** More reads than may wait for a peer at a time (a bulkhead of 64), few enough that the event loop is through with them soon. */
const maxReaders = 128;
const maxWaitingReaders = 2_000;
/** Of the time that a connection is waited for, what one waits where there is more to do than can be done: 750 ms of two seconds. */
const persistentShare = 0.375;

/** A route's way from socket to socket: room → who → body → bounds → types → events → admission → key → handler → reply. */
export function pipelineOf<Tx extends Sql>(dependencies: PipelineDependencies<Tx>) {
  const readBody = bodyReader(dependencies.bodyLimits);
  const { connectTimeoutMs: maxWaitMs } = dependencies.database;
  const waits = { maxWaitMs, persistentWaitMs: persistentShare * maxWaitMs };
  const writers = createBulkhead({
    concurrency: maxWriters,
    maxQueue: maxWaitingWriters,
    ...waits,
    ignoresDeadline: true,
    detail: 'Too much is being changed at the moment.',
  });
  const readers = createBulkhead({
    concurrency: maxReaders,
    maxQueue: maxWaitingReaders,
    ...waits,
    detail: 'Too much is being read at the moment.',
  });
  return (route: Route<Tx>): RequestHandler => {
    const refuseUnacceptable = acceptanceOf(route);
    const isRead = route.method === 'get';
    const line = isRead ? readers : writers;
    return async (request, response) => {
      refuseUnacceptable(request);
      line.requireRoom();
      if (hasPage(route)) response.vary('Accept');
      let caller = await identify(route, request, dependencies);
      const wasLate = await readBody(request, response, route);
      if (wasLate) {
        restartDeadline(requestBudgetMs);
        // Who might act when the request began may have lost the right while its body was on the way.
        caller = await identify(route, request, dependencies);
      }
      const input = {
        params: parseBounded(route.params, request.params, '/path'),
        query: parseBounded(route.query, request.query, '/query'),
        search: searchOf(request.originalUrl),
        body: parseBounded(route.body, request.body ?? {}),
        caller,
        client: {
          address: request.ip ?? '',
          agent: (request.get('user-agent') ?? '').slice(0, 200),
          languages: request.acceptsLanguages(),
        },
        now: new Date(),
        signal: clientAbortSignal(response),
      };
      await requireEvents(caller, () => route.eventsOf(dependencies.database.client, input));
      const header = route.method === 'post' ? request.get('idempotency-key') : undefined;
      const principal = caller?.userId ?? 'anonymous';
      const key =
        header === undefined
          ? undefined
          : idempotencyKey(
              dependencies.sealSecrets,
              principal,
              `${request.method} ${request.path}`,
              header,
              request.body,
              route.secretReply || route.personalReply,
            );
      const answer = () =>
        route.admit(() =>
          withIdempotency(dependencies.database.sql, key, store =>
            execute(route, request, { database: dependencies.database, writers }, input, store),
          ),
        );
      // What is written waits for its turn where its transaction begins.
      send(request, response, isRead ? await readers(answer, input.signal) : await answer());
    };
  };
}

/** The query of an address with its question mark, or nothing. */
const searchOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?')) : '');

function send(request: Request, response: Response, rendered: Rendered): void {
  const etag = rendered.headers.ETag;
  const readOnly = request.method === 'GET' || request.method === 'HEAD';
  response.set({ ...rendered.headers, ...rateLimitHeaders() });
  response.set('X-Request-Id', currentContext()?.requestId ?? '');
  if (!response.get('cache-control'))
    response.set('Cache-Control', request.get('authorization') ? 'private, no-cache' : 'no-cache');
  if (readOnly && rendered.status === 200 && etag && matchesNone(request.get('if-none-match'), etag)) {
    response.status(304).end();
    return;
  }
  response.status(rendered.status);
  if (rendered.body === null) response.end();
  else response.end(request.method === 'HEAD' ? undefined : rendered.body);
}
