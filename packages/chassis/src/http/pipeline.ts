import express, { type Request, type RequestHandler, type Response } from 'express';
import { audit } from '../audit';
import { type Caller, isAdmin } from '../auth';
import { type Database, pgError, type Sql } from '../database';
import { DomainError, forbidden, parseInput, unauthenticated } from '../errors';
import { currentContext } from '../log';
import { allowedVersions, etagOf, matchesNone, StaleError } from './etag';
import { type Claim, dropClaim, keepReply, newClaim, takeClaim } from './idempotency';
import { type Rendered, render } from './render';
import type { Reply } from './reply';
import type { Input, Refusals, Route } from './route';

export interface PipelineParts<Tx> {
  database: Database<Sql, Tx>;
  authenticate(header: string): Promise<Caller>;
  /** Asks anew whether the caller's token counts. @throws DomainError 401 */
  requireStanding(caller: Caller): Promise<void>;
}

const parseJson = express.json({ limit: '256kb', type: ['application/json', 'application/merge-patch+json'] });

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
      return replay ?? answer(route, request, parts, input, claim);
    });
    send(request, response, rendered);
  };
}

type Parsed = Omit<Input<unknown, unknown, unknown, Caller | null, never>, 'transact' | 'requireFresh'>;

async function answer<Tx extends Sql>(
  route: Route<Tx>,
  request: Request,
  { database }: PipelineParts<Tx>,
  parsed: Parsed,
  claim: Claim | undefined,
): Promise<Rendered> {
  let kept: { reply: Reply; rendered: Rendered } | undefined;
  const url = request.originalUrl;
  const keep = async (sql: Sql, reply: Reply): Promise<Rendered> => {
    const rendered = render(route, reply, url);
    const { replayBody } = reply;
    const replay = replayBody === undefined ? rendered : render(route, { ...reply, body: replayBody }, url);
    if (claim) await keepReply(sql, claim, replay);
    return rendered;
  };
  const versions = allowedVersions(request.get('if-match'));
  const input = {
    ...parsed,
    transact: (work: (tx: Tx) => Promise<Reply>, refusals: Refusals = {}) =>
      database
        .transact(async tx => {
          const reply = await work(tx);
          kept = { reply, rendered: await keep(tx, reply) };
          if (isAdmin(parsed.caller)) await auditAdmin(tx, request, parsed, reply);
          return reply;
        })
        .catch(error => refuse(error, refusals)),
    requireFresh(current: { version: number }) {
      if (versions && !versions.includes(current.version)) throw new StaleError(current);
    },
  };
  try {
    const reply = await route.handle(input);
    return kept?.reply === reply ? kept.rendered : await keep(database.read, reply);
  } catch (error) {
    if (claim) await dropClaim(database.read, claim).catch(() => undefined);
    throw error instanceof StaleError ? withCurrentTag(route, error) : error;
  }
}

/** Turns the database's refusal into the domain's words. */
async function refuse(error: unknown, refusals: Refusals): Promise<never> {
  const constraint = pgError(error)?.constraint;
  const refusal = constraint === undefined ? undefined : refusals[constraint];
  throw refusal ? await refusal() : error;
}

function withCurrentTag<Tx>(route: Route<Tx>, error: StaleError): DomainError {
  const schema = route.replies[200];
  const shaped = schema && typeof schema !== 'string' ? schema.safeParse(error.current) : undefined;
  const etag = shaped?.success
    ? etagOf(JSON.stringify(shaped.data), error.current.version)
    : `"${error.current.version}"`;
  return new DomainError(error.kind, error.code, error.message, { ...error.options, headers: { ETag: etag } });
}

async function identify<Tx extends Sql>(route: Route<Tx>, request: Request, parts: PipelineParts<Tx>) {
  const header = request.get('authorization');
  const caller = header === undefined ? null : await parts.authenticate(header);
  if (route.access !== 'public' && !caller) throw unauthenticated();
  if (route.access === 'admin' && !isAdmin(caller)) throw forbidden();
  // Who may do everything is asked about each time: a role that was taken away is gone at once.
  if (caller && isAdmin(caller) && route.method !== 'get') await parts.requireStanding(caller);
  return caller;
}

/** All that an admin changes is on record, whether a member might have done it too or not. */
function auditAdmin(
  sql: Sql,
  { method, params, route }: Request,
  { caller, client }: Parsed,
  { status, headers }: Reply,
) {
  const facts = { method, path: route.path, params, status, location: headers?.Location };
  return audit(sql, { action: 'admin.wrote', actor: caller?.userId, subject: params.id?.toString(), facts, client });
}

async function readBody(request: Request, response: Response): Promise<void> {
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

function refuseUnacceptable<Tx>(route: Route<Tx>, request: Request): void {
  const types = Object.values(route.replies).flatMap(reply =>
    typeof reply === 'string' ? [reply.split(';')[0] ?? reply] : reply ? ['application/json'] : [],
  );
  if (types.length > 0 && !request.accepts([...types, 'application/problem+json'])) {
    throw new DomainError('not-acceptable', 'not-acceptable', `This route answers ${types.join(' or ')}.`);
  }
}

function goneSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
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
