import { z } from 'zod';
import type { Caller, Need } from '../auth';
import type { Sql, SqlTransaction } from '../database';
import type { TransportCode } from '../errors';
import type { Reply } from './reply';

/**
 * Who may call: anyone, whose token is not looked at; the public, of whom the signed-in may see more; the signed-in; or
 * admins only. Finer rules are the handler's.
 */
export type Access = 'anyone' | 'public' | 'user' | 'admin';
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What to answer when the database refuses by a constraint, by the constraint's name; runs after the rollback. */
export type ConstraintErrors = Record<string, () => Error | Promise<Error>>;

/** What a write needs to know of its request: who asks, when, and, for optimistic locking, which version they have read. */
export interface Change {
  caller: Caller;
  /** When the request came in; decisions take it as their clock. */
  now: Date;
  /** Honours If-Match. @throws DomainError 412 when `current` is not the version that the caller read */
  requireIfMatch(current: { version: number }): void;
}

/** One parsed request. */
export interface Input<Params, Query, Body, Who, Tx> {
  params: Params;
  query: Query;
  /** The query as it was sent, with its question mark; empty where there is none. */
  search: string;
  body: Body;
  caller: Who;
  /** The caller's address and agent, for throttles and device lists; and the languages they read, as tags, the best first. */
  client: { address: string; agent: string; languages: readonly string[] };
  /** When the request came in; decisions take it as their clock. */
  now: Date;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
  /** The one way to write: `work` and the reply stored for its Idempotency-Key commit together. */
  transact(work: (tx: Tx) => Promise<Reply>, refusals?: ConstraintErrors): Promise<Reply>;
  /** {@link transact}, of statements by hand, for what is hot. */
  transactSql(work: (sql: SqlTransaction) => Promise<Reply>, refusals?: ConstraintErrors): Promise<Reply>;
  /** Honours If-Match. @throws DomainError 412 when `current` is not the version that the caller read */
  requireIfMatch(current: { version: number }): void;
}

/** Runs the work, or throws without having run it when there is too much of it already. */
export type Admission = <T>(work: () => Promise<T>) => Promise<T>;

/** What a handler may give its reply beside what follows from its route. */
type ReplyHeader = 'Content-Disposition' | 'Warning';

/** Schema of each successful reply by status; null where there is no body, a media type where it is no JSON object. */
export type Replies = Record<number, z.ZodType | string | null>;

/** A request as far as it names what it is about. */
export interface Target {
  /** Of the route, below /api/v1: `/rooms/:id`. */
  path: string;
  params: Partial<Record<string, unknown>>;
  query: Partial<Record<string, unknown>>;
  body: Partial<Record<string, unknown>>;
}

/** What personal access tokens may do in a service, unless a route says otherwise. */
export interface GrantPolicy<Scope extends string> {
  /** Needed for what only reads. */
  read: Need<Scope>;
  /** Needed for all else. */
  write: Need<Scope>;
  /**
   * The ids of all events that a request is about. None where it is about no single event, or names what is not there: a token that
   * is limited to events may not do it. Null where it is about what belongs to no event.
   */
  eventsOf(sql: Sql, target: Target): Promise<readonly string[] | null>;
}

export interface RouteDefinition<
  Params,
  Query,
  Body,
  A extends Access,
  Tx,
  M extends Method = Method,
  Path extends string = string,
  R extends Replies = Replies,
  Root extends boolean = boolean,
  Scope extends string = string,
  Code extends string = string,
> {
  method: M;
  /** Below /api/v1, with `:name` parameters. */
  path: Path;
  /** The path stands as it is, not below /api/v1. */
  root?: Root;
  /** `<verb><Noun>` in the whole system's OpenAPI: `createEvent`. */
  operationId: string;
  /** The reader's noun, under which OpenAPI lists the operation: `Events`. */
  tag: string;
  /** Imperative, in the field's words: `Create an event`. */
  summary: string;
  /** What a caller needs to know before: who may, what happens, what is shown to whom. */
  description: string;
  access: A;
  /** What it needs of a personal access token, where that is not what the service's policy says. */
  scope?: Need<Scope>;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Whatever body comes is passed over, of any media type: for callers whose requests others have laid down. */
  ignoresBody?: boolean;
  replies: R;
  headers?: readonly ReplyHeader[];
  /** Of a reply that is made as text and is JSON: what is in it. */
  document?: z.ZodType;
  /** Codes of the problems that the handler may answer, besides those that follow from this line (`codesOf`). */
  problems?: readonly (Code | TransportCode)[];
  /** The reply holds secrets: it is stored for replays only in a form that the same request body alone opens. */
  secretReply?: boolean;
  /** The reply tells of others than the caller: it is stored for replays like one that holds secrets. */
  personalReply?: boolean;
  /** Has the say over a request that is read and parsed, before it costs a statement: its Idempotency-Key comes after. */
  admit?: Admission;
  /**
   * What its replies say of themselves (`shared`) keeps them in memory for whoever asks for the same without a login. They depend on
   * the address alone; of its query these parameters have few values each, and what any other asks for gives way to them.
   */
  shared?: { query: readonly string[] };
  handle(input: Input<Params, Query, Body, A extends 'user' | 'admin' ? Caller : Caller | null, Tx>): Promise<Reply>;
}

/** What a client knows of a route: how it is called, and what is answered when all goes well. */
export interface Contract<M extends Method = Method, Path extends string = string, R extends Replies = Replies> {
  method: M;
  path: Path;
  replies: R;
}

/** A route as the chassis runs it: of its types only the contract is left, all else is behind its own schemas. */
export interface Route<Tx, M extends Method = Method, Path extends string = string, R extends Replies = Replies>
  extends Contract<M, Path, R> {
  operationId: string;
  tag: string;
  summary: string;
  description: string;
  access: Access;
  scope: Need;
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType;
  hasBody: boolean;
  ignoresBody: boolean;
  headers: readonly ReplyHeader[];
  problems: readonly string[];
  document: z.ZodType | undefined;
  secretReply: boolean;
  personalReply: boolean;
  admit: Admission;
  shared: { query: readonly string[] } | undefined;
  /** As {@link GrantPolicy} says. */
  eventsOf(
    sql: Sql,
    input: Pick<Input<unknown, unknown, unknown, unknown, Tx>, 'params' | 'query' | 'body'>,
  ): Promise<readonly string[] | null>;
  handle(input: Input<unknown, unknown, unknown, Caller | null, Tx>): Promise<Reply>;
}

export const apiBase = '/api/v1';

type FullPath<Path extends string, Root extends boolean> = `${Root extends true ? '' : typeof apiBase}${Path}`;

const nothing = z.strictObject({});

/** A body that has no name of its own is called after its operation: `CreateEvent`. */
const nameBody = <Body>(body: z.ZodType<Body>, operationId: string): z.ZodType<Body> =>
  body.meta()?.id === undefined
    ? body.meta({ ...body.meta(), id: `${operationId[0]?.toUpperCase()}${operationId.slice(1)}` })
    : body;

const loginsOnly: GrantPolicy<never> = { read: 'login', write: 'login', eventsOf: async () => [] };

/**
 * Binds {@link Route} to a service's transaction type and codes of problems once, so that its routes need no type arguments.
 * @param policy without one, no personal access token may do anything
 */
export function routesFor<Tx, Scope extends string = never, Code extends string = never>(
  policy: GrantPolicy<Scope> = loginsOnly,
) {
  return <
    A extends Access,
    M extends Method,
    Path extends string,
    R extends Replies,
    Root extends boolean = false,
    Params = object,
    Query = object,
    Body = object,
  >(
    definition: RouteDefinition<Params, Query, Body, A, Tx, M, Path, R, Root, Scope, Code>,
  ): Route<Tx, M, FullPath<Path, Root>, R> => ({
    method: definition.method,
    path: ((definition.root ? '' : apiBase) + definition.path) as FullPath<Path, Root>,
    operationId: definition.operationId,
    tag: definition.tag,
    summary: definition.summary,
    description: definition.description,
    access: definition.access,
    scope: definition.scope ?? (definition.method === 'get' ? policy.read : policy.write),
    params: definition.params ?? z.object({}),
    query: definition.query ?? nothing,
    body: definition.body ? nameBody(definition.body, definition.operationId) : nothing,
    hasBody: definition.body !== undefined,
    ignoresBody: definition.ignoresBody ?? false,
    replies: definition.replies,
    headers: definition.headers ?? [],
    problems: definition.problems ?? [],
    document: definition.document,
    secretReply: definition.secretReply ?? false,
    personalReply: definition.personalReply ?? false,
    admit: definition.admit ?? (work => work()),
    shared: definition.shared,
    // Parsed input is of objects, or of a list where a body is one, which names nothing.
    eventsOf: async (sql, input) =>
      definition.scope === 'any'
        ? null
        : policy.eventsOf(sql, { path: definition.path, ...(input as Omit<Target, 'path'>) }),
    // The input was parsed by this very definition's schemas, and `caller` was checked against its access.
    handle: definition.handle as Route<Tx>['handle'],
  });
}
