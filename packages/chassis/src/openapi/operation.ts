import { z } from 'zod';
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiRequestBodyObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Access, Replies, Route } from '../http';
import { headerRefs, type ResponseHeader, requestHeaders } from './headers';
import { limitHeadersOf } from './problem-responses';

const token = { accessToken: [] };
const security: Record<Access, NonNullable<ZodOpenApiOperationObject['security']>> = {
  anyone: [],
  public: [{}, token],
  user: [token],
  admin: [token],
};

/** What personal access tokens need; as a role of the security requirement it would be one that OAuth 2 alone has. */
function scopeOf<Tx>({ access, scope }: Route<Tx>): string {
  if (access === 'anyone' || scope === 'any') return '';
  if (scope === 'login') return '\n\nA login is needed: no personal access token may do this.';
  return `\n\nA personal access token needs the scope \`${scope}\`.`;
}

/** @param problems the responses that are problems */
export function operationOf<Tx>(route: Route<Tx>, problems: ZodOpenApiResponsesObject): ZodOpenApiOperationObject {
  const replies = Object.entries(route.replies).map(([status, reply]) => [
    status,
    responseOf(route, Number(status), reply),
  ]);
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: route.description + scopeOf(route),
    tags: [route.tag],
    security: security[route.access],
    requestParams: {
      path: route.params as z.ZodObject,
      query: route.query as z.ZodObject,
      header: headersOf(route),
    },
    ...(route.hasBody && { requestBody: requestBodyOf(route) }),
    responses: {
      // Without the representation, 200 becomes 204.
      ...(mayBeMinimal(route) && route.replies[200] && { 204: responseOf(route, 204, null) }),
      ...Object.fromEntries(replies),
      ...(hasTag(route) && { 304: notModified }),
      ...problems,
    },
  };
}

/** Whether its replies may come without what was written. */
const mayBeMinimal = <Tx>({ method, secretReply, replies }: Route<Tx>) =>
  method !== 'get' && !secretReply && Object.values(replies).some(reply => reply !== null);

const hasTag = <Tx>({ method, replies }: Route<Tx>) => method === 'get' && Boolean(replies[200]);

const headersOf = <Tx>(route: Route<Tx>) =>
  z.object({
    ...(route.method === 'post' && { 'Idempotency-Key': requestHeaders.idempotencyKey }),
    ...(mayBeMinimal(route) && { Prefer: requestHeaders.prefer }),
    ...(route.problems.includes('precondition-failed') && { 'If-Match': requestHeaders.ifMatch }),
    ...(hasTag(route) && { 'If-None-Match': requestHeaders.ifNoneMatch }),
  });

function requestBodyOf<Tx>({ method, body }: Route<Tx>): ZodOpenApiRequestBodyObject {
  const media = { schema: body };
  return {
    required: !body.safeParse({}).success,
    content: {
      'application/json': media,
      // RFC 7396: what is absent stays, and null clears.
      ...(method === 'patch' && { 'application/merge-patch+json': media }),
    },
  };
}

const notModified = {
  id: 'NotModified',
  description: 'What the caller has is still right',
  headers: headerRefs('ETag'),
};

const descriptions: Record<number, string> = {
  200: 'Done',
  201: 'Created',
  202: 'Accepted: it takes effect later',
  204: 'Done',
  303: 'For who accepts `text/html` rather than what else is here: where its page is',
  308: 'It is elsewhere now',
};

function responseOf<Tx>(route: Route<Tx>, status: number, reply: Replies[number]): ZodOpenApiResponseObject {
  const names: ResponseHeader[] = [
    ...(reply === null ? [] : ['ETag' as const]),
    ...(status === 201 || status === 303 || status === 308 ? ['Location' as const] : []),
    ...(isList(reply) ? ['Link' as const] : []),
    ...(route.method === 'post' ? ['Idempotency-Replayed' as const] : []),
    ...(mayBeMinimal(route) ? ['Preference-Applied' as const] : []),
    ...(reply === null ? [] : route.headers),
    ...limitHeadersOf(route),
  ];
  return {
    description: descriptions[status] ?? 'Done',
    headers: headerRefs(...names),
    ...(reply !== null && { content: contentOf(reply, route.document) }),
  };
}

const isList = (reply: Replies[number]) => reply instanceof z.ZodObject && 'page' in reply.shape;

/** Of a media type without its parameters. */
function contentOf(reply: NonNullable<Replies[number]>, document: z.ZodType = z.string()) {
  if (typeof reply !== 'string') return { 'application/json': { schema: reply } };
  return { [reply.split(';', 1)[0] ?? reply]: { schema: document } };
}
