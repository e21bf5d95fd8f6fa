import { transportError } from '../errors';
import type { Caller } from './caller';

/** What a route needs of a personal access token: a scope, `any` token at all, or a `login`, which such a token is not. */
export type Need<Scope extends string = string> = Scope | 'any' | 'login';

/** RFC 6750, 3.1. @param scope that would have sufficed */
function insufficientScope(detail: string, scope?: string) {
  const attribute = scope === undefined ? '' : `, scope="${scope}"`;
  return transportError('forbidden', 'auth.insufficient-scope', detail, {
    ...(scope !== undefined && { facts: { scope } }),
    headers: { 'WWW-Authenticate': `Bearer realm="ems", error="insufficient_scope"${attribute}` },
  });
}

/** @throws DomainError 403 where a personal access token was not given what the route needs */
export function requireScope(caller: Caller | null, need: Need): void {
  const scopes = caller?.grant?.scopes;
  if (scopes === undefined || need === 'any') return;
  if (need === 'login') throw insufficientScope('This takes a login; no personal access token may do it.');
  if (scopes.includes(need) || scopes.includes(need.replace(/:read$/, ':write'))) return;
  throw insufficientScope(`This access token lacks the scope ${need}.`, need);
}

/**
 * @param find the events that the request is about: none where it is about no single one, null where it is about what belongs to none
 * @throws DomainError 403 where a personal access token is limited to events, and one of these is another, or there is none
 */
export async function requireEvents(
  caller: Caller | null,
  find: () => Promise<readonly string[] | null>,
): Promise<void> {
  const allowed = caller?.grant?.eventIds;
  if (allowed === undefined) return;
  const events = await find();
  if (events === null || (events.length > 0 && events.every(id => allowed.includes(id)))) return;
  throw insufficientScope('This access token is limited to events, and this is about none of them alone.');
}
