import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import type { Around } from '../cache/reply-cache';
import { type Sql, toUnavailable } from '../database';
import { isDomainError, notFound, outcomeUnknown, toProblem, transportError } from '../errors';
import { continueContext, currentContext, type Logger, runInContext } from '../log';
import { problemCount } from '../metrics/instruments';
import { countRequest, templateOf } from './count-request';
import { refuseOtherSpellings, refuseUnbounded } from './head';
import { loggedPath } from './logged-path';
import { type PipelineDependencies, pipelineOf, requestBudgetMs } from './pipeline';
import { rateLimitHeaders } from './rate-limits';
import type { Route } from './route';
import { helmetHeaders, securityHeaders } from './security-headers';
import { describeSpan } from './span';

/** Of a path that is repeated. */
const longestPath = 500;

/** Answers GET outside the contract. */
export type InnerHandler = RequestHandler;

export interface AppOptions<Tx> extends PipelineDependencies<Tx> {
  logger: Logger;
  routes: readonly Route<Tx>[];
  /** Routes outside the contract: health and openapi.json. */
  inner: Record<string, InnerHandler>;
}

/** What answers exactly these routes: all else is 404, or 405 with Allow. While there is no room for those who write, all of them are refused. */
export function createApp<Tx extends Sql>(options: AppOptions<Tx>): RequestListener {
  const app = express();
  const headers = helmetHeaders();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple').set('trust proxy', 1);
  // One spelling of each path: what a limit at the gateway is bound to has no other name here.
  app.enable('case sensitive routing').enable('strict routing');
  app.use(withContext(options.logger), securityHeaders(headers), refuseUnbounded, refuseOtherSpellings);
  for (const [path, handler] of Object.entries(options.inner)) app.get(path, handler);
  const { handlerOf, requireRoomToWrite } = pipelineOf(options);
  for (const route of mostSpecificFirst(options.routes)) app[route.method](route.path, handlerOf(route));
  for (const path of new Set(options.routes.map(route => route.path)))
    app.all(path, refuseMethod(options.routes, path));
  app.use(() => {
    throw notFound('route');
  });
  app.use(toProblemReply(options.logger));
  return refusingEarly(app, requireRoomToWrite, [...headers].flat(), options.logger);
}

/** Of a request that is refused before it was led to a route, in logs and metrics. */
const refused = '(refused)';

/**
 * Refuses those who write before any routing while there is no room for them: what is refused costs a fraction of what is done, so that however many
 * come, there is time to read and refuse them all.
 */
function refusingEarly(
  app: RequestListener,
  requireRoomToWrite: () => void,
  fixed: readonly string[],
  logger: Logger,
): RequestListener {
  return (request, response) => {
    if (readsOnly.has(request.method ?? '')) return app(request, response);
    try {
      requireRoomToWrite();
    } catch (error) {
      const place = { path: refused, route: refused };
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      inContext(
        logger,
        request,
        response,
        () => place,
        requestId => {
          describeSpan(request.method ?? '', refused, refused);
          const { problem, headers } = toProblem(error, path.slice(0, longestPath), requestId);
          problemCount.inc({ code: problem.code });
          const body = JSON.stringify(problem);
          response
            .writeHead(problem.status, [
              ...fixed,
              ...Object.entries({ ...headers, ...problemHeaders(requestId) }).flat(),
              'Content-Length',
              String(Buffer.byteLength(body)),
            ])
            .end(body);
        },
      );
      return;
    }
    app(request, response);
  };
}

const readsOnly = new Set(['GET', 'HEAD', 'OPTIONS']);

const problemHeaders = (requestId: string) => ({
  'Cache-Control': 'no-store',
  'X-Request-Id': requestId,
  'Content-Type': 'application/problem+json; charset=utf-8',
});

/** `/speakers/me` is matched before `/speakers/:id`, whatever the order in which modules are listed. */
const mostSpecificFirst = <Tx>(routes: readonly Route<Tx>[]) =>
  routes.toSorted((a, b) => (parametersLast(a.path) < parametersLast(b.path) ? -1 : 1));

/** As text in the order of its code units, where `~` stands after every letter. */
const parametersLast = (path: string) => path.replaceAll(':', '~');

function refuseMethod<Tx>(routes: readonly Route<Tx>[], path: string): RequestHandler {
  const methods = routes.filter(route => route.path === path).map(route => route.method.toUpperCase());
  const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    if (request.method === 'OPTIONS') {
      response.set('Allow', allow).status(204).end();
      return;
    }
    throw transportError('method-not-allowed', 'method-not-allowed', `${request.method} is not possible here.`, {
      headers: { Allow: allow },
    });
  };
}

function withContext(logger: Logger): RequestHandler {
  return (request, response, next) =>
    inContext(
      logger,
      request,
      response,
      () => ({ path: loggedPath(request), route: templateOf(request) }),
      () => next(),
    );
}

/** The same around what is answered without any routing. */
export const aroundReady =
  (logger: Logger): Around =>
  (request, response, { path, route }, answer) =>
    inContext(
      logger,
      request,
      response,
      () => ({ path, route }),
      requestId => {
        describeSpan(request.method ?? '', route, path);
        answer(requestId);
      },
    );

/** Gives the request its context, and when it is done counts it and writes one line. */
function inContext(
  logger: Logger,
  request: IncomingMessage,
  response: ServerResponse,
  placeOf: () => { path: string; route: string | undefined },
  work: (requestId: string) => void,
): void {
  const started = performance.now();
  const { headers, method = '' } = request;
  const context = continueContext(
    headers['x-request-id']?.toString(),
    headers.traceparent?.toString(),
    Date.now() + requestBudgetMs,
  );
  runInContext(context, () => {
    response.once('close', () => {
      const ms = performance.now() - started;
      const { path, route } = placeOf();
      countRequest(method, route, response.statusCode, ms / 1_000);
      const level = path.startsWith('/health/') ? 'debug' : 'info';
      runInContext(context, () =>
        logger[level]({ method, path, status: response.statusCode, ms: Math.round(ms) }, 'request'),
      );
    });
    work(context.requestId);
  });
}

/** Of a request that has committed something nobody says that nothing was changed, whatever failed after that. */
const withTrueOutcome = ({ method }: Request, error: unknown) =>
  currentContext()?.hasCommitted && method !== 'GET' && (!isDomainError(error) || isDomainError(error, 'unavailable'))
    ? outcomeUnknown(error)
    : error;

const pathOf = ({ originalUrl }: Request) => originalUrl.split('?', 1)[0] ?? '';

/** The router decodes percent signs in a path before any route sees it. */
const badPath = () => transportError('malformed', 'malformed-request', 'The path is not percent-encoded UTF-8.');

function toProblemReply(logger: Logger): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = withTrueOutcome(request, thrown instanceof URIError ? badPath() : toUnavailable(thrown));
    const requestId = currentContext()?.requestId ?? '';
    const { problem, headers } = toProblem(error, pathOf(request).slice(0, longestPath), requestId);
    problemCount.inc({ code: problem.code });
    // Told to come again is an answer; with a cause, or of unknown kind, it is a fault.
    if (isDomainError(error) && error.cause === undefined) {
      if (problem.status >= 500)
        logger.warn({ code: error.code, reason: error.message }, 'request rejected: unavailable');
    } else if (problem.status >= 500) logger.error({ err: error }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.status(problem.status).set({ ...problemHeaders(requestId), ...headers });
    response.set(rateLimitHeaders());
    response.send(JSON.stringify(problem));
  };
}
