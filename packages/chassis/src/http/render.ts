import { setImmediate as turn } from 'node:timers/promises';
import type { z } from 'zod';
import { etagOf } from './etag';
import { RenderedBody } from './rendered-body';
import type { Reply } from './reply';
import type { Route } from './route';
import { shapeOf } from './shape';

/** A reply as bytes. */
export interface Rendered {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer | null;
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
  const { status } = reply;
  const schema = route.replies[status];
  if (schema === undefined) throw new Error(`${route.method} ${route.path} does not declare ${status}`);
  if (schema === null) return { status, headers: { ...reply.headers }, body: null };
  if (reply.body instanceof RenderedBody) {
    if (reply.body.schema !== schema) throw new Error(`${route.method} ${route.path} was rendered for another reply`);
    return { status, headers: { ...reply.body.headers, ...reply.headers }, body: reply.body.bytes };
  }
  const { headers, body, next } = renderBody(schema, reply.body);
  const link = next === undefined ? {} : { Link: `<${withCursor(url, next)}>; rel="next"` };
  return { status, headers: { ...headers, ...link, ...reply.headers }, body };
}

/**
 * Renders a body once, for many replies. One of megabytes is shaped, written and hashed in turns of their own, between which
 * others have theirs.
 * @param schema the very one that the route declares for its status, or its media type
 */
export async function preRender(schema: z.ZodType | string, value: unknown): Promise<RenderedBody> {
  const shaped = typeof schema === 'string' ? value : shapeOf(schema)(value);
  await turn();
  const bytes = Buffer.from(textOf(schema, shaped));
  await turn();
  return new RenderedBody(schema, headersOf(schema, shaped, bytes), bytes);
}

/** @returns with `next`, the cursor of the page after this one, where it is a page that has one */
function renderBody(schema: z.ZodType | string, value: unknown) {
  const shaped = typeof schema === 'string' ? value : shapeOf(schema)(value);
  const body = textOf(schema, shaped);
  const next = typeof schema === 'string' ? undefined : (shaped as Told).page?.nextCursor;
  return { headers: headersOf(schema, shaped, body), body, next: next ?? undefined };
}

const textOf = (schema: z.ZodType | string, shaped: unknown): string =>
  typeof schema === 'string' ? String(shaped) : JSON.stringify(shaped);

const headersOf = (schema: z.ZodType | string, shaped: unknown, body: string | Buffer) =>
  typeof schema === 'string'
    ? { 'Content-Type': schema, ETag: etagOf(body) }
    : { 'Content-Type': 'application/json; charset=utf-8', ETag: etagOf(body, (shaped as Told).version) };

function withCursor(url: string, cursor: string): string {
  const next = new URL(url, 'http://gateway');
  next.searchParams.set('cursor', cursor);
  return next.pathname + next.search;
}
