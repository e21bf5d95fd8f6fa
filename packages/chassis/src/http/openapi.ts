import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from './route';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document' });

/** OpenAPI 3.1 made from the routes themselves, so that it cannot say what they do not do. */
export function openapiOf<Tx>(title: string, routes: readonly Route<Tx>[]): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(title, route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    components: { securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths,
  });
}

function operation<Tx>(title: string, route: Route<Tx>): ZodOpenApiOperationObject {
  const replies = Object.entries(route.replies).map(([status, schema]) => [status, reply(schema)]);
  const secured = { accessToken: [] };
  return {
    operationId: `${route.method}${route.path.replace(/[^a-zA-Z0-9]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    tags: [title],
    security: route.access === 'public' ? [{}, secured] : [secured],
    requestParams: {
      path: route.params as z.ZodObject,
      query: route.query as z.ZodObject,
      ...(route.method === 'post' && { header: z.object({ 'Idempotency-Key': z.string().optional() }) }),
    },
    ...(route.hasBody && { requestBody: { content: { 'application/json': { schema: route.body } } } }),
    responses: {
      ...Object.fromEntries(replies),
      default: { description: 'Refused', content: { 'application/problem+json': { schema: problem } } },
    },
  };
}

function reply(schema: z.ZodType | string | null) {
  if (schema === null) return { description: 'Done' };
  if (typeof schema === 'string') return { description: 'Done', content: { [schema]: { schema: z.string() } } };
  return { description: 'Done', content: { 'application/json': { schema } } };
}
