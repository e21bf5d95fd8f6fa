import { randomUUID } from 'node:crypto';
import { type Api, api as callerAt } from '@ems/chassis/testing';
import type { Response } from 'supertest';

export type { Api };

export const gateway = (): string => process.env.E2E_GATEWAY_URL ?? 'http://127.0.0.1';

/** @param token access token; nobody in particular without one */
export const api = (token?: string): Api => callerAt(gateway(), token);

/** Somebody with a new account. */
export async function newcomer(name = 'Ada'): Promise<Api> {
  const account = { email: `${randomUUID()}@example.org`, password: 'correct horse battery', name };
  return api(have(await api()('post', '/auth/register', account), 201).body.accessToken);
}

/** The reply, which has to have this status for the test to make sense. */
export function have(reply: Response, status: number): Response {
  if (reply.status !== status) throw new Error(`${reply.status} instead of ${status}: ${JSON.stringify(reply.body)}`);
  return reply;
}
