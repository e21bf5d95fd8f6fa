import { z } from 'zod';
import type { Caller } from '../auth';
import type { Reply } from './reply';

/** Who may call: anyone (with or without a token), the signed-in, or admins only. Finer rules are the handler's. */
export type Access = 'public' | 'user' | 'admin';
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What to answer when the database refuses by a constraint, by the constraint's name; runs after the rollback. */
export type Refusals = Record<string, () => Error | Promise<Error>>;

/** One parsed request. */
export interface Input<Params, Query, Body, Who, Tx> {
  params: Params;
  query: Query;
  body: Body;
  caller: Who;
  /** The caller's address and agent, for throttles and device lists. */
  client: { address: string; agent: string };
  /** Aborted when the client goes away. */
  signal: AbortSignal;
  /** The one way to write: `work` and the reply stored for its Idempotency-Key commit together. */
  transact(work: (tx: Tx) => Promise<Reply>, refusals?: Refusals): Promise<Reply>;
  /** Honours If-Match. @throws DomainError 412 when `current` is not the version that the caller read */
  requireFresh(current: { version: number }): void;
}

/** Runs the work, or throws without having run it when there is too much of it already. */
export type Admission = <T>(work: () => Promise<T>) => Promise<T>;

export interface RouteDefinition<Params, Query, Body, A extends Access, Tx> {
  method: Method;
  /** Below /api/v1, with `:name` parameters. */
  path: string;
  /** The path stands as it is, not below /api/v1. */
  root?: boolean;
  summary: string;
  description?: string;
  access: A;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Schema of each successful reply by status; null where there is no body, a media type where it is no JSON object. */
  replies: Record<number, z.ZodType | string | null>;
  /** The reply holds secrets: it is stored for replays only in a form that the same request body alone opens. */
  secretReply?: boolean;
  /** Has the say over a request that is read and parsed, before it costs a statement: its Idempotency-Key comes after. */
  admit?: Admission;
  handle(input: Input<Params, Query, Body, A extends 'public' ? Caller | null : Caller, Tx>): Promise<Reply>;
}

/** A route as the chassis runs it, its types folded away behind its own schemas. */
export interface Route<Tx> {
  method: Method;
  path: string;
  summary: string;
  description: string | undefined;
  access: Access;
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType;
  hasBody: boolean;
  replies: Record<number, z.ZodType | string | null>;
  secretReply: boolean;
  admit: Admission;
  handle(input: Input<unknown, unknown, unknown, Caller | null, Tx>): Promise<Reply>;
}

export const apiBase = '/api/v1';

const nothing = z.strictObject({});

/** Binds {@link Route} to a service's transaction type once, so that its routes need no type arguments. */
export function routesFor<Tx>() {
  return <A extends Access, Params = object, Query = object, Body = object>(
    definition: RouteDefinition<Params, Query, Body, A, Tx>,
  ): Route<Tx> => ({
    method: definition.method,
    path: (definition.root ? '' : apiBase) + definition.path,
    summary: definition.summary,
    description: definition.description,
    access: definition.access,
    params: definition.params ?? z.object({}),
    query: definition.query ?? nothing,
    body: definition.body ?? nothing,
    hasBody: definition.body !== undefined,
    replies: definition.replies,
    secretReply: definition.secretReply ?? false,
    admit: definition.admit ?? (work => work()),
    // The input was parsed by this very definition's schemas, and `caller` was checked against its access.
    handle: definition.handle as Route<Tx>['handle'],
  });
}
