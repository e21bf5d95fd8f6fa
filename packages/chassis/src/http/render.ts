import { etagOf } from './etag';
import type { Reply } from './reply';
import type { Route } from './route';
import { shapeOf } from './shape';

/** A reply as bytes. */
export interface Rendered {
  status: number;
  headers: Record<string, string>;
  body: string | null;
}

/** What of a shaped reply its headers tell of, where the schema has it. */
interface Told {
  version?: number;
  page?: { nextCursor?: string | null };
}

/**
 * Shapes the reply by the route's schema (what the schema does not name never leaves), and adds ETag and, for a page,
 * the Link to the next.
 * @param url the request's path and query, for the Link
 */
export function render<Tx>(route: Route<Tx>, reply: Reply, url: string): Rendered {
  const schema = route.replies[reply.status];
  if (schema === undefined) throw new Error(`${route.method} ${route.path} does not declare ${reply.status}`);
  const headers = { ...reply.headers };
  if (schema === null) return { status: reply.status, headers, body: null };
  if (typeof schema === 'string') {
    const body = String(reply.body);
    return { status: reply.status, headers: { 'Content-Type': schema, ETag: etagOf(body), ...headers }, body };
  }
  const shaped = shapeOf(schema)(reply.body) as Told;
  const body = JSON.stringify(shaped);
  const next = shaped.page?.nextCursor;
  return {
    status: reply.status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      ETag: etagOf(body, shaped.version),
      ...(typeof next === 'string' && { Link: `<${withCursor(url, next)}>; rel="next"` }),
      ...headers,
    },
    body,
  };
}

function withCursor(url: string, cursor: string): string {
  const next = new URL(url, 'http://gateway');
  next.searchParams.set('cursor', cursor);
  return next.pathname + next.search;
}
