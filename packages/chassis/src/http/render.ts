import { z } from 'zod';
import { joinInTurns, turn } from '../concurrency';
import { etagOf } from './etag';
import { RenderedBody } from './rendered-body';
import type { Reply, Shared } from './reply';
import type { Route } from './route';
import { shapeOf } from './shape';
import { shapedJson } from './shaped-json';

/** A reply as bytes. */
export interface Rendered {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer | null;
  shared?: Shared;
}

/** What of a shaped reply its headers tell of, where the schema has it. */
interface Told {
  version?: number | undefined;
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
    return { status, headers: { ...reply.body.headers, ...reply.headers }, body: reply.body.bytes, ...sharedOf(reply) };
  }
  const { headers, body, next } = renderBody(schema, reply.body);
  const link = next === undefined ? {} : { Link: `<${withCursor(url, next)}>; rel="next"` };
  return { status, headers: { ...headers, ...link, ...reply.headers }, body, ...sharedOf(reply) };
}

const sharedOf = ({ shared }: Reply) => (shared === undefined ? {} : { shared });

/**
 * Renders a body that may be of megabytes: it is shaped, written and hashed in turns, between which others have theirs. What many
 * readers get is rendered once.
 * @param schema the very one that the route declares for its status, or its media type
 */
export async function preRender(schema: z.ZodType | string, value: unknown): Promise<RenderedBody> {
  const text = typeof schema === 'string' ? String(value) : await joinInTurns(shapedJson(schema, value));
  await turn();
  const bytes = Buffer.from(text);
  await turn();
  return new RenderedBody(schema, headersOf(schema, versionIn(schema, value), bytes), bytes);
}

/** Of a value that is not shaped: nothing of it that the schema does not name is told. */
function versionIn(schema: z.ZodType | string, value: unknown): Told {
  return schema instanceof z.ZodObject && 'version' in schema.shape ? { version: (value as Told).version } : {};
}

/** @returns with `next`, the cursor of the page after this one, where it is a page that has one */
function renderBody(schema: z.ZodType | string, value: unknown) {
  const shaped = typeof schema === 'string' ? value : shapeOf(schema)(value);
  const body = textOf(schema, shaped);
  const next = typeof schema === 'string' ? undefined : (shaped as Told).page?.nextCursor;
  return {
    headers: headersOf(schema, typeof schema === 'string' ? {} : (shaped as Told), body),
    body,
    next: next ?? undefined,
  };
}

const textOf = (schema: z.ZodType | string, shaped: unknown): string =>
  typeof schema === 'string' ? String(shaped) : JSON.stringify(shaped);

const headersOf = (schema: z.ZodType | string, { version }: Told, body: string | Buffer) =>
  typeof schema === 'string'
    ? { 'Content-Type': schema, ETag: etagOf(body) }
    : { 'Content-Type': 'application/json; charset=utf-8', ETag: etagOf(body, version) };

function withCursor(url: string, cursor: string): string {
  const next = new URL(url, 'http://gateway');
  next.searchParams.set('cursor', cursor);
  return next.pathname + next.search;
}
