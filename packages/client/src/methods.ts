import type { FetchResponse, MaybeOptionalInit } from 'openapi-fetch';
import type { Paths } from './contract.ts';

type MediaType = `${string}/${string}`;
export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type PathOf<M extends Method> = {
  [Path in keyof Paths]: Paths[Path] extends Record<M, unknown> ? Path : never;
}[keyof Paths];

type Data<Path extends keyof Paths, M extends Method, Init> = Exclude<
  FetchResponse<Paths[Path][M] & Record<string, unknown>, Init, MediaType>['data'],
  undefined
>;

/** What may be left out where the operation requires nothing. */
type Arguments<Init> = undefined extends Init ? [init?: Init] : [init: Init];

/** What the API has answered. */
export interface Reply<T> {
  data: T;
  /** Names this version of it, for `If-Match`; null where the reply has none. */
  etag: string | null;
  response: Response;
}

/**
 * Calls one operation, with `params` (path, query, header), `body` and a `signal` as it needs.
 * @throws ProblemError when it is refused, NoReplyError, or the signal's reason
 */
export type Call<M extends Method> = <Path extends PathOf<M>, Init extends MaybeOptionalInit<Paths[Path], M>>(
  path: Path,
  ...init: Arguments<Init>
) => Promise<Reply<Data<Path, M, Init>>>;

/** What a path's list is of; never for what is no list. */
type Item<Path extends keyof Paths> = Paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': { data: (infer One)[]; page: object } } } } };
}
  ? One
  : never;

type ListPath = { [Path in keyof Paths]: [Item<Path>] extends [never] ? never : Path }[keyof Paths];

/**
 * All items of a list, page by page as they are asked for, 100 at once if the query has no `limit`.
 * @throws as a call
 */
export type All = <Path extends ListPath & PathOf<'get'>, Init extends MaybeOptionalInit<Paths[Path], 'get'>>(
  path: Path,
  ...init: Arguments<Init>
) => AsyncGenerator<Item<Path>, void, undefined>;
