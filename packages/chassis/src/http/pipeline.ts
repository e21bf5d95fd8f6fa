import type { Request, RequestHandler, Response } from 'express';
import type { Database, Sql } from '../database';
import { parseInput } from '../errors';
import { currentContext } from '../log';
import { answer } from './answer';
import { matchesNone } from './etag';
import { newClaim, takeClaim } from './idempotency';
import { type Doorkeeper, goneSignal, identify, readBody, refuseUnacceptable } from './incoming';
import type { Rendered } from './render';
import type { Route } from './route';

export interface PipelineParts<Tx> extends Doorkeeper {
  database: Database<Sql, Tx>;
}

/** One route's way from socket to socket: who → body → types → admission → key → handler → reply. */
export function pipeline<Tx extends Sql>(route: Route<Tx>, parts: PipelineParts<Tx>): RequestHandler {
  return async (request, response) => {
    refuseUnacceptable(route, request);
    const caller = await identify(route, request, parts);
    await readBody(request, response);
    const input = {
      params: parseInput(route.params, request.params, '/path'),
      query: parseInput(route.query, request.query, '/query'),
      body: parseInput(route.body, request.body ?? {}),
      caller,
      client: { address: request.ip ?? '', agent: (request.get('user-agent') ?? '').slice(0, 200) },
      signal: goneSignal(response),
    };
    const key = route.method === 'post' ? request.get('idempotency-key') : undefined;
    const claim =
      key === undefined
        ? undefined
        : newClaim(
            caller?.userId ?? 'anonymous',
            `${request.method} ${request.path}`,
            key,
            request.body,
            route.secretReply,
          );
    const rendered = await route.admit(async () => {
      const replay = claim && (await takeClaim(parts.database.read, claim));
      return replay ?? answer(route, request, parts.database, input, claim);
    });
    send(request, response, rendered);
  };
}

function send(request: Request, response: Response, rendered: Rendered): void {
  const etag = rendered.headers.ETag;
  const readOnly = request.method === 'GET' || request.method === 'HEAD';
  response.set(rendered.headers);
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
