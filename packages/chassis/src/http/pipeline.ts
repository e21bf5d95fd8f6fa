import type { Request, RequestHandler, Response } from 'express';
import { requireEvents } from '../auth';
import { ofUnmodified } from '../cache/ready-reply';
import type { Filling, ReplyCache } from '../cache/reply-cache';
import { createBulkhead } from '../concurrency';
import type { Database, Sql } from '../database';
import { currentContext, restartDeadline } from '../log';
import { type BodyLimits, bodyReader } from './body';
import { parseBounded } from './bounds';
import { matchesNone } from './etag';
import { execute } from './execute';
import { idempotencyKey, withIdempotency } from './idempotency';
import { loggedPath } from './logged-path';
import { rateLimitHeaders } from './rate-limits';
import type { Rendered } from './render';
import { type AuthGuard, acceptanceOf, clientAbortSignal, hasPage, identify } from './request';
import type { SealSecrets } from './request-seal';
import type { Route } from './route';
import { describeSpan } from './span';

export interface PipelineDependencies<Tx> extends AuthGuard {
  database: Database<Sql, Tx>;
  bodyLimits?: BodyLimits;
  /** By which Idempotency-Keys remember requests and seal replies. */
  sealSecrets: SealSecrets;
  /** Keeps replies of the routes that share them. */
  replies?: ReplyCache | undefined;
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
  const handlerOf = (route: Route<Tx>): RequestHandler => {
    const refuseUnacceptable = acceptanceOf(route);
    const isRead = route.method === 'get';
    const line = isRead ? readers : writers;
    const answer = async (request: Request, response: Response, filling?: Filling): Promise<void> => {
      describeSpan(request.method, route.path, loggedPath(request));
      refuseUnacceptable(request);
      line.requireRoom();
      if (hasPage(route)) response.vary('Accept');
      if (route.shared) response.vary('Accept-Encoding');
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
      const render = () =>
        route.admit(() =>
          withIdempotency(dependencies.database.sql, key, store =>
            execute(route, request, { database: dependencies.database, writers }, input, store),
          ),
        );
      // What is written waits for its turn where its transaction begins.
      const rendered = isRead ? await readers(render, input.signal) : await render();
      const ready = filling && toReady(route.path, request, response, rendered);
      if (ready && rendered.shared) await filling.send(response, ready, rendered.shared, requestId());
      else send(request, response, rendered);
    };
    return async (request, response) => {
      const filling = route.shared && dependencies.replies?.begin(request, route.shared.query);
      try {
        await answer(request, response, filling);
      } finally {
        filling?.end();
      }
    };
  };
  return { handlerOf, requireRoomToWrite: writers.requireRoom };
}

const requestId = (): string => currentContext()?.requestId ?? '';

/** The query of an address with its question mark, or nothing. */
const searchOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?')) : '');

function send(request: Request, response: Response, rendered: Rendered): void {
  const etag = rendered.headers.ETag;
  const readOnly = request.method === 'GET' || request.method === 'HEAD';
  response.set({ ...rendered.headers, ...rateLimitHeaders() });
  response.set('X-Request-Id', requestId());
  setCacheControl(request, response);
  if (readOnly && rendered.status === 200 && etag && matchesNone(request.get('if-none-match'), etag)) {
    response.status(304).end();
    return;
  }
  response.status(rendered.status);
  if (rendered.body === null) response.end();
  else response.end(request.method === 'HEAD' ? undefined : rendered.body);
}

function setCacheControl(request: Request, response: Response): void {
  if (!response.get('cache-control'))
    response.set('Cache-Control', request.get('authorization') ? 'private, no-cache' : 'no-cache');
}

/** The reply for whoever asks for the same; nothing where it is not for everybody. Its headers are moved from the response to it. */
function toReady(route: string, request: Request, response: Response, { status, headers, body, shared }: Rendered) {
  const { ETag: etag, ...others } = headers;
  if (!shared || status !== 200 || body === null || etag === undefined) return undefined;
  if (Object.keys(rateLimitHeaders()).length > 0) return undefined;
  response.set(others);
  setCacheControl(request, response);
  const names = response.getHeaderNames().filter(name => name !== 'connection');
  const pairsOf = (wanted: readonly string[]) => wanted.flatMap(name => [name, String(response.getHeader(name))]);
  const fixed = pairsOf(names);
  const unmodified = pairsOf(names.filter(name => ofUnmodified.has(name)));
  for (const name of names) response.removeHeader(name);
  const type = String(headers['Content-Type']).split(';', 1)[0] ?? '';
  return {
    headers: fixed,
    unmodifiedHeaders: unmodified,
    etag,
    bytes: typeof body === 'string' ? Buffer.from(body) : body,
    accepted: new Set(['*/*', type]),
    path: loggedPath(request),
    route,
  };
}
