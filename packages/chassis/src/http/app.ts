import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { type Sql, translateAbsence } from '../database';
import { DomainError, notFound, toProblem } from '../errors';
import { continueContext, currentContext, type Logger, runInContext } from '../log';
import { type PipelineParts, pipeline } from './pipeline';
import type { Route } from './route';

/** Time within which a request is answered; outgoing calls get what remains. Shorter than the gateway's 5 s. */
const requestBudgetMs = 4_000;

export interface AppParts<Tx> extends PipelineParts<Tx> {
  logger: Logger;
  routes: readonly Route<Tx>[];
  /** Routes outside the contract: health and openapi.json. */
  inner: Record<string, RequestHandler>;
}

/** An Express app of exactly these routes: all else is 404, or 405 with Allow. */
export function createApp<Tx extends Sql>(parts: AppParts<Tx>): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple').set('trust proxy', 1);
  app.use(withContext(parts.logger), helmet({ crossOriginResourcePolicy: { policy: 'cross-origin' } }));
  for (const [path, handler] of Object.entries(parts.inner)) app.get(path, handler);
  for (const route of mostSpecificFirst(parts.routes)) app[route.method](route.path, pipeline(route, parts));
  for (const path of new Set(parts.routes.map(route => route.path))) app.all(path, refuseMethod(parts.routes, path));
  app.use(() => {
    throw notFound('route');
  });
  app.use(toProblemReply(parts.logger));
  return app;
}

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
    throw new DomainError('method-not-allowed', 'method-not-allowed', `${request.method} is not possible here.`, {
      headers: { Allow: allow },
    });
  };
}

/** Gives the request its context, and writes one line when it is done. */
function withContext(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const context = continueContext(
      request.get('x-request-id'),
      request.get('traceparent'),
      Date.now() + requestBudgetMs,
    );
    runInContext(context, () => {
      response.once('close', () => {
        const ms = Math.round(performance.now() - started);
        const { method, path } = request;
        const level = path.startsWith('/health/') ? 'debug' : 'info';
        runInContext(context, () => logger[level]({ method, path, status: response.statusCode, ms }, 'request'));
      });
      next();
    });
  };
}

/** The router decodes percent signs in a path before any route sees it. */
const badPath = () => new DomainError('malformed', 'malformed-request', 'The path is not percent-encoded UTF-8.');

function toProblemReply(logger: Logger): ErrorRequestHandler {
  return (thrown, request, response, _next) => {
    const error = thrown instanceof URIError ? badPath() : translateAbsence(thrown);
    const requestId = currentContext()?.requestId ?? '';
    const { problem, headers } = toProblem(error, request.originalUrl.split('?')[0] ?? '', requestId);
    // Told to come again is an answer; with a cause, or of unknown kind, it is a fault.
    if (error instanceof DomainError && error.cause === undefined) {
      if (problem.status >= 500) logger.warn({ code: error.code, reason: error.message }, 'a request was put off');
    } else if (problem.status >= 500) logger.error({ err: error }, 'a request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.status(problem.status).set({ 'Cache-Control': 'no-store', 'X-Request-Id': requestId, ...headers });
    response.type('application/problem+json').send(JSON.stringify(problem));
  };
}
