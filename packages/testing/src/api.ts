import { apiBase, type Contract, type Method } from '@ems/chassis/http';
import request from 'supertest';
import type { BodyOf, ContractOf } from './bodies';
import type { ReplyCheck } from './reply-check';

/** A reply of supertest's, with the body that the routes promise to the call: of any of their statuses, until it is known. */
export interface ApiReply<R extends Contract, Body = BodyOf<R>> extends request.Response {
  body: Body;
}

/** A call of supertest's, which gives such a reply when it is awaited. */
export interface ApiCall<R extends Contract, Body = BodyOf<R>> extends request.Test {
  then<A = ApiReply<R, Body>, B = never>(
    onReply?: ((reply: ApiReply<R, Body>) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B>;
}

/** One caller of an API with these routes; of any routes, its bodies are whatever a test takes them for. */
export type Api<R extends Contract = Contract> = <M extends Method | 'head', Path extends string>(
  method: M,
  path: Path,
  body?: object,
) => ApiCall<ContractOf<R, M, Path>>;

const checks = new Map<string, ReplyCheck>();

/** From now on every reply of what is at `base` is looked at: one that fails the check fails the call. */
export const checkReplies = (base: string, check: ReplyCheck): void => {
  checks.set(base, check);
};

/**
 * @param base of the service's own port
 * @param token access token; nobody without one
 * @param address where the caller seems to come from, as the gateway would say
 */
export const api =
  <R extends Contract = Contract>(base: string, token?: string, address?: string): Api<R> =>
  (method, path, body) => {
    const call = request(base)
      [method](apiBase + path)
      .redirects(0);
    if (token) call.set('authorization', `Bearer ${token}`);
    if (address) call.set('x-forwarded-for', address);
    const check = checks.get(base);
    if (check) call.expect(reply => check(method, path, reply));
    return body === undefined ? call : call.send(body);
  };
