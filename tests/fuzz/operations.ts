import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Method } from '@ems/chassis/http';
import { operationsOf, type Paths } from '@ems/chassis/openapi';
import { root, type ServiceName } from '../support/services';
import type { Schema } from './values';

interface QueryParameter {
  name: string;
  required: boolean;
  schema: Schema;
}

/** One method of one path, as OpenAPI describes it. */
export interface Operation {
  method: Method;
  path: string;
  /** To which the gateway routes the path. */
  service: ServiceName;
  parameters: { path: string[]; query: QueryParameter[] };
  body: Schema | undefined;
}

interface Described {
  parameters?: ({ in: string; name: string; schema: Schema } & Partial<QueryParameter>)[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** These would end the callers' own logins. */
const excluded = ['post /api/v1/auth/logout-all'];

/** All operations of an OpenAPI document, those last that delete something. */
export function operations(document: Document): Operation[] {
  return operationsOf(resolved(document, document) as Document)
    .map(({ method, path, operation }) => toOperation(method, path, operation))
    .filter(({ method, path }) => !excluded.includes(`${method} ${path}`))
    .toSorted((a, b) => Number(isDestructive(a)) - Number(isDestructive(b)));
}

type Document = Paths<Described>;

/** With what references lead to instead of them. */
function resolved(value: unknown, document: Document): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(item => resolved(item, document));
  if ('$ref' in value) return resolved(targetOf(String(value.$ref), document), document);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, document)]));
}

const targetOf = (reference: string, document: unknown): unknown =>
  reference
    .split('/')
    .slice(1)
    .reduce((value, key) => (value as Record<string, unknown>)[key], document);

const isDestructive = ({ method, path }: Operation) => method === 'delete' || /\/(cancel|erasure)$/.test(path);

const template = (name: string) => readFileSync(join(root, 'api-gateway/templates', name), 'utf8');

/**
 * Whose each path is, as the gateway's templates say: `~^/api/v1/(auth|users)(/|$)  user-service;`, or a location of its own that
 * passes on to `http://user-service`.
 */
const owners = [
  ...template('routes.conf.template').matchAll(/^\s+~\^(\/\S+)\s+(\w+-service);/gm),
  ...template('gateway.conf.template').matchAll(/location = (\/\S+) \{[^}]*proxy_pass http:\/\/(\w+-service);/g),
].map(([, pattern = '', service = '']) => ({
  pattern: new RegExp(`^${pattern}`),
  service: service as ServiceName,
}));

function serviceOf(path: string): ServiceName {
  const owner = owners.find(({ pattern }) => pattern.test(path));
  if (!owner) throw new Error(`the gateway routes ${path} to no service`);
  return owner.service;
}

function toOperation(method: Method, path: string, described: Described): Operation {
  const parameters = described.parameters ?? [];
  const content = Object.values(described.requestBody?.content ?? {});
  return {
    method,
    path,
    service: serviceOf(path),
    parameters: {
      path: parameters.filter(parameter => parameter.in === 'path').map(({ name }) => name),
      query: parameters
        .filter(parameter => parameter.in === 'query')
        .map(({ name, required = false, schema }) => ({ name, required, schema })),
    },
    body: content[0]?.schema,
  };
}
