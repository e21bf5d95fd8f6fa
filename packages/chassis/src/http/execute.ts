import type { Request } from 'express';
import { audit } from '../audit';
import { type Caller, isAdmin } from '../auth';
import type { Bulkhead } from '../concurrency';
import { type Database, pgError, type Sql, type SqlTransaction } from '../database';
import { DomainError } from '../errors/domain-error';
import { failpoint } from '../failpoints';
import { allowedVersions, etagOf, PreconditionFailedError } from './etag';
import type { Answer, StoreAnswer } from './idempotency';
import { asPreferred } from './prefer';
import { render, renderIfLarge } from './render';
import { orItsPage, type Reply } from './reply';
import { hasPage, prefersPage } from './request';
import type { ConstraintErrors, Input, Route } from './route';

const beforeTransaction = failpoint('http.before_transaction');
const beforeCommit = failpoint('http.before_commit');
const afterCommit = failpoint('http.after_commit');

/** What a request says, once it has been read. */
export type Parsed = Omit<
  Input<unknown, unknown, unknown, Caller | null, never>,
  'transact' | 'transactSql' | 'requireIfMatch'
>;

/**
 * Runs the handler. What it writes, the reply stored for replays and an admin's entry of the audit log commit together.
 * @param writers admits transactions
 * @param store of the request's Idempotency-Key, if it has one
 */
export async function execute<Tx extends Sql>(
  route: Route<Tx>,
  request: Request,
  { database, writers }: { database: Database<Sql, Tx>; writers: Bulkhead },
  parsed: Parsed,
  store: StoreAnswer | undefined,
): Promise<Answer> {
  let committed: { reply: Reply; answer: Answer } | undefined;
  const answerWith = (reply: Reply): Answer => {
    const full = render(route, orItsPage(reply, hasPage(route) && prefersPage(request)), request.originalUrl);
    const { replayBody } = reply;
    // What is shown only once is shown, whatever is preferred.
    if (replayBody !== undefined)
      return { sent: full, replay: render(route, { ...reply, body: replayBody }, request.originalUrl) };
    const isRead = route.method === 'get' || route.secretReply;
    const sent = isRead ? full : asPreferred(full, request.get('prefer'));
    return { sent, replay: sent };
  };
  const isAdmins = isAdmin(parsed.caller);
  const complete = async (sql: Sql, reply: Reply): Promise<void> => {
    committed = { reply, answer: answerWith(reply) };
    await store?.(sql, committed.answer);
    if (isAdmins) await auditAdmin(sql, request, parsed, reply);
    beforeCommit();
  };
  const admitted = async (transact: () => Promise<Reply>, constraintErrors: ConstraintErrors = {}): Promise<Reply> => {
    beforeTransaction();
    const reply = await writers(transact, parsed.signal).catch(error => throwConstraintError(error, constraintErrors));
    afterCommit();
    return reply;
  };
  const versions = allowedVersions(request.get('if-match'));
  const input = {
    ...parsed,
    transact: (work: (tx: Tx) => Promise<Reply>, constraintErrors?: ConstraintErrors) =>
      admitted(
        () =>
          database.transact(async tx => {
            const reply = await work(tx);
            await complete(tx, reply);
            return reply;
          }),
        constraintErrors,
      ),
    transactSql: (work: (sql: SqlTransaction) => Promise<Reply>, constraintErrors?: ConstraintErrors) =>
      admitted(() => database.transactSql(work, store || isAdmins ? complete : undefined), constraintErrors),
    requireIfMatch(current: { version: number }) {
      if (!route.problems.includes('precondition-failed'))
        throw new Error(`${route.operationId} does not declare that it honours If-Match`);
      if (versions && !versions.includes(current.version)) throw new PreconditionFailedError(current);
    },
  };
  try {
    const reply = await route.handle(input);
    if (committed?.reply === reply) return committed.answer;
    return answerWith(route.method === 'get' ? await renderIfLarge(route, reply) : reply);
  } catch (error) {
    throw error instanceof PreconditionFailedError ? withCurrentTag(route, error) : error;
  }
}

/** Turns the violation of a constraint into the domain's error. */
async function throwConstraintError(error: unknown, constraintErrors: ConstraintErrors): Promise<never> {
  const constraint = pgError(error)?.constraint;
  const make = constraint === undefined ? undefined : constraintErrors[constraint];
  throw make ? await make() : error;
}

function withCurrentTag<Tx>(route: Route<Tx>, error: PreconditionFailedError): DomainError {
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
  const token = caller?.grant && caller.sid;
  const facts = { method, path: route.path, params, status, location: headers?.Location, token };
  return audit(sql, { action: 'admin.wrote', actor: caller?.userId, subject: params.id?.toString(), facts, client });
}
