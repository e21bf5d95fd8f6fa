import type { Request } from 'express';
import { audit } from '../audit';
import { type Caller, isAdmin } from '../auth';
import { type Database, pgError, type Sql } from '../database';
import { DomainError } from '../errors';
import { allowedVersions, etagOf, StaleError } from './etag';
import { type Claim, dropClaim, keepReply } from './idempotency';
import { type Rendered, render } from './render';
import type { Reply } from './reply';
import type { Input, Refusals, Route } from './route';

/** What a request says, once it has been read. */
export type Parsed = Omit<Input<unknown, unknown, unknown, Caller | null, never>, 'transact' | 'requireFresh'>;

/** Has the handler answer; what it writes, the reply kept for replays and an admin's entry of the audit log commit together. */
export async function answer<Tx extends Sql>(
  route: Route<Tx>,
  request: Request,
  database: Database<Sql, Tx>,
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
