import type { TransportCode } from '../errors';
import type { Route } from '../http';

/** What any request may be answered, by the chassis or by the gateway. */
const ofAll: TransportCode[] = [
  'malformed-request',
  'validation-failed',
  'uri-too-long',
  'too-many-requests',
  'headers-too-large',
  'internal',
  'unavailable',
];

/** A body is read wherever one may come, also where none is wanted. */
const ofWrites: TransportCode[] = [
  'malformed-json',
  'request-timeout',
  'too-large',
  'unsupported-media-type',
  'outcome-unknown',
  'out-of-step',
];

/** The codes of all problems that a route may answer: what follows from its line, and what its handler adds. */
export function codesOf<Tx>(route: Route<Tx>): Set<string> {
  const hasContent = Object.values(route.replies).some(reply => reply !== null);
  return new Set<string>([
    ...ofAll,
    ...(route.method === 'get' ? [] : ofWrites),
    ...(route.method === 'post' ? ['idempotency.in-progress', 'idempotency.key-reused'] : []),
    ...(route.access === 'anyone' ? [] : ['unauthenticated']),
    ...(route.access === 'anyone' || route.scope === 'any' ? [] : ['auth.insufficient-scope']),
    ...(route.access === 'admin' ? ['forbidden'] : []),
    ...(route.path.includes(':') ? ['not-found'] : []),
    ...(hasContent ? ['not-acceptable'] : []),
    ...route.problems,
  ]);
}
