import { createHash, hash } from 'node:crypto';
import { z } from 'zod';
import { isLight, joinInTurns, slicesOf, turn } from '../concurrency';
import { etagOfDigest } from './etag';
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
  const given = reply.body;
  if (given instanceof RenderedBody && given.schema !== schema)
    throw new Error(`${route.method} ${route.path} was rendered for another reply`);
  const { headers, bytes: body, next } = given instanceof RenderedBody ? given : renderBody(schema, given);
  const link = next === undefined ? {} : { Link: `<${withCursor(url, next)}>; rel="next"` };
  return { status, headers: { ...headers, ...link, ...reply.headers }, body, ...sharedOf(reply) };
}

/** What is larger than so many pieces, some 250 kB of text, is rendered in turns. */
const mostPieces = 8;

/** Renders what is large of a read beforehand, as {@link preRender}: others do not wait for it. */
export async function renderIfLarge<Tx>(route: Route<Tx>, reply: Reply): Promise<Reply> {
  const schema = route.replies[reply.status];
  if (!schema || reply.body instanceof RenderedBody || isLight(reply.body, mostPieces)) return reply;
  return { ...reply, body: await preRender(schema, reply.body) };
}

const sharedOf = ({ shared }: Reply) => (shared === undefined ? {} : { shared });

/**
 * Renders a body that may be of megabytes: it is shaped, written and hashed in turns, between which others have theirs. What many
 * readers get is rendered once.
 * @param schema the very one that the route declares for its status, or its media type
 */
export async function preRender(schema: z.ZodType | string, value: unknown): Promise<RenderedBody> {
  const text = typeof schema === 'string' ? String(value) : await joinInTurns(shapedJson(schema, value));
  const sha256 = createHash('sha256');
  const parts: Buffer[] = [];
  for (const slice of slicesOf(text)) {
    await turn();
    const bytes = Buffer.from(slice);
    sha256.update(bytes);
    parts.push(bytes);
  }
  const told = toldOf(schema, value);
  const headers = headersOf(schema, told, sha256.digest('base64url'));
  return new RenderedBody(schema, headers, Buffer.concat(parts), told.page?.nextCursor ?? undefined);
}

/** Of a value that is not shaped: nothing of it that the schema does not name is told. */
function toldOf(schema: z.ZodType | string, value: unknown): Told {
  if (!(schema instanceof z.ZodObject)) return {};
  const { version, page } = value as Told;
  return { ...('version' in schema.shape && { version }), ...('page' in schema.shape && page && { page }) };
}

/** @returns with `next`, the cursor of the page after this one, where it is a page that has one */
function renderBody(schema: z.ZodType | string, value: unknown) {
  const shaped = typeof schema === 'string' ? value : shapeOf(schema)(value);
  const body = textOf(schema, shaped);
  const next = typeof schema === 'string' ? undefined : (shaped as Told).page?.nextCursor;
  return {
    headers: headersOf(schema, typeof schema === 'string' ? {} : (shaped as Told), hash('sha256', body, 'base64url')),
    bytes: body,
    next: next ?? undefined,
  };
}

const textOf = (schema: z.ZodType | string, shaped: unknown): string =>
  typeof schema === 'string' ? String(shaped) : JSON.stringify(shaped);

const headersOf = (schema: z.ZodType | string, { version }: Told, sha256: string) =>
  typeof schema === 'string'
    ? { 'Content-Type': schema, ETag: etagOfDigest(sha256) }
    : { 'Content-Type': 'application/json; charset=utf-8', ETag: etagOfDigest(sha256, version) };

function withCursor(url: string, cursor: string): string {
  const next = new URL(url, 'http://gateway');
  next.searchParams.set('cursor', cursor);
  return next.pathname + next.search;
}
