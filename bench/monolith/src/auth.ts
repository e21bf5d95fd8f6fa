import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { config } from './config.ts';
import { HttpError } from './errors.ts';

export interface Caller {
  userId: string;
  isAdmin: boolean;
}

const claims = z.object({ sub: z.uuid(), role: z.enum(['member', 'admin']), sid: z.uuid() });
const keys = new Map<string, KeyObject>();

/** Loads the public keys (RFC 7517) with which access tokens are verified. */
export async function loadKeys(): Promise<void> {
  const reply = await fetch(config.JWKS_URL);
  const { keys: list } = (await reply.json()) as { keys: ({ kid: string } & JsonWebKey)[] };
  for (const jwk of list) keys.set(jwk.kid, createPublicKey({ key: jwk, format: 'jwk' }));
}

const unauthenticated = () => new HttpError(401, 'unauthenticated');

/** Verifies the access token, where there is one (RFC 6750): ES256, issuer, audience, expiry. */
export const authenticate: RequestHandler = (request, response, next) => {
  const header = request.headers.authorization;
  if (header === undefined) return next();
  const token = header.replace(/^Bearer /i, '');
  const key = keys.get(jwt.decode(token, { complete: true })?.header.kid ?? '');
  if (!key) throw unauthenticated();
  try {
    const { sub, role } = claims.parse(
      jwt.verify(token, key, { algorithms: ['ES256'], issuer: 'ems', audience: 'ems' }),
    );
    response.locals.caller = { userId: sub, isAdmin: role === 'admin' } satisfies Caller;
  } catch {
    throw unauthenticated();
  }
  next();
};

export const callerOf = (response: Response): Caller | null => response.locals.caller ?? null;

/** @throws HttpError 401 for who is not signed in */
export function requireCaller(response: Response): Caller {
  const caller = callerOf(response);
  if (!caller) throw unauthenticated();
  return caller;
}

export interface Team {
  owner_id: string;
  members: { userId: string; role: string }[];
}

export const isOrganizer = ({ owner_id, members }: Team, caller: Caller | null): boolean =>
  caller !== null &&
  (caller.isAdmin ||
    owner_id === caller.userId ||
    members.some(({ userId, role }) => userId === caller.userId && role === 'organizer'));

export const isMember = (team: Team, caller: Caller | null): boolean =>
  isOrganizer(team, caller) || team.members.some(({ userId }) => userId === caller?.userId);

/** A column `members` of a query on events `e`. */
export const membersOfEvent = `(SELECT coalesce(json_agg(json_build_object('userId', user_id, 'role', role)), '[]')
  FROM event_members WHERE event_id = e.id) AS members`;
