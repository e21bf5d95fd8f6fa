import type { Schema } from './values';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One method of one path, as OpenAPI tells of it. */
export interface Operation {
  method: Method;
  path: string;
  tags: string[];
  parameters: { path: string[]; query: { name: string; required: boolean; schema: Schema }[] };
  body: Schema | undefined;
}

interface Described {
  tags: string[];
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** These would end the callers' own logins. */
const left = ['post /api/v1/auth/logout-all'];

/** All operations of an OpenAPI document, those last that take something away. */
export function operations({ paths }: { paths: Record<string, Partial<Record<Method, Described>>> }): Operation[] {
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => toOperation(method as Method, path, described)),
    )
    .filter(({ method, path }) => !left.includes(`${method} ${path}`))
    .toSorted((a, b) => Number(takesAway(a)) - Number(takesAway(b)));
}

const takesAway = ({ method, path }: Operation) => method === 'delete' || /\/(cancel|erasure)$/.test(path);

function toOperation(method: Method, path: string, described: Described): Operation {
  const parameters = described.parameters ?? [];
  const content = Object.values(described.requestBody?.content ?? {});
  return {
    method,
    path,
    tags: described.tags,
    parameters: {
      path: parameters.filter(parameter => parameter.in === 'path').map(({ name }) => name),
      query: parameters
        .filter(parameter => parameter.in === 'query')
        .map(({ name, required = false, schema }) => ({ name, required, schema })),
    },
    body: content[0]?.schema,
  };
}
