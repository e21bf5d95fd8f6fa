import { z } from 'zod';
import { etagOf } from './etag';
import type { Reply } from './reply';
import type { Route } from './route';

/** A reply as bytes. */
export interface Rendered {
  status: number;
  headers: Record<string, string>;
  body: string | null;
}

const versioned = z.object({ version: z.int() });
const paged = z.object({ page: z.object({ nextCursor: z.string() }) });

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
  const value = schema.parse(reply.body);
  const body = JSON.stringify(value);
  const version = versioned.safeParse(value).data?.version;
  const next = paged.safeParse(value).data?.page.nextCursor;
  return {
    status: reply.status,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      ETag: etagOf(body, version),
      ...(next !== undefined && { Link: `<${withCursor(url, next)}>; rel="next"` }),
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
