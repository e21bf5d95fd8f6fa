import request from 'supertest';

/** One caller of a service's API. */
export type Api = (
  method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete',
  path: string,
  body?: object,
) => request.Test;

/**
 * @param base of the service's own port
 * @param token access token; nobody without one
 * @param address where the caller seems to come from, as the gateway would say
 */
export const api =
  (base: string, token?: string, address?: string): Api =>
  (method, path, body) => {
    const call = request(base)[method](`/api/v1${path}`).redirects(0);
    if (token) call.set('authorization', `Bearer ${token}`);
    if (address) call.set('x-forwarded-for', address);
    return body === undefined ? call : call.send(body);
  };
