import { createDocument, type ZodOpenApiOverrideContext, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from '../http';
import { responseHeaders } from './headers';
import { operationOf } from './operation';
import { type KnownProblem, problemResponses } from './problem-responses';

/**
 * OpenAPI 3.1 made from the routes themselves, so that it cannot say what they do not do.
 * @param problems all that can be answered, by code
 */
export function openapiOf<Tx>(
  title: string,
  routes: readonly Route<Tx>[],
  problems: Readonly<Record<string, KnownProblem>>,
): object {
  const responsesOf = problemResponses(problems);
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operationOf(route, responsesOf(route)) };
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: { title, version: '1.0.0' },
      components: {
        headers: responseHeaders,
        securitySchemes: {
          accessToken: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description:
              'Of a login, which may all that its account may, for ten minutes, verified as RFC8725 asks; or a personal access token.',
          },
        },
      },
      paths,
    },
    { override: simplify },
  );
}

/** A format says what a pattern of some hundred characters says less well. */
function simplify({ jsonSchema }: ZodOpenApiOverrideContext): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  // Whole numbers as JSON has them, beyond 32 bits.
  if (jsonSchema.type === 'integer') jsonSchema.format ??= 'int64';
}
