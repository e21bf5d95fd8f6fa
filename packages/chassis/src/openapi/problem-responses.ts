import { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { transportProblems } from '../errors';
import type { Route } from '../http';
import { headerRefs, type ResponseHeader } from './headers';
import { type ExampleSource, problemExample } from './problem-example';
import { codesOf } from './route-problems';

/** What is known of a code: its status, its explanation, and the members that its document has of its own. */
export interface KnownProblem extends ExampleSource {
  advice: string;
  facts?: z.ZodRawShape;
}

const headersOf: Record<number, ResponseHeader[]> = {
  401: ['WWW-Authenticate'],
  // What a token lacks (RFC 6750, 3.1).
  403: ['WWW-Authenticate'],
  409: ['Retry-After'],
  412: ['ETag'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Of a route whose callers are throttled, in whatever reply. */
export const limitHeadersOf = <Tx>({ problems }: Route<Tx>): ResponseHeader[] =>
  problems.includes('too-many-requests') ? ['RateLimit', 'RateLimit-Policy'] : [];

const pascal = (code: string) => code.replaceAll(/(?:^|[.-])([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** In examples that several routes share. */
const anyPath = '/api/v1/events/:id';

/** A problem (RFC 9457) of one code, called after it: `SlotTakenProblem`. */
function problemOf(code: string, { status, meaning, facts = {} }: KnownProblem) {
  return z
    .object({
      type: z.literal(`/problems/${code}`).describe('The page that explains the code'),
      title: z.string().describe('The status in words'),
      status: z.literal(status).describe('The status of the reply'),
      detail: z.string().describe('What was wrong, for people'),
      instance: z.string().describe('The path that was asked for'),
      code: z.literal(code).describe('What was wrong, for programs'),
      requestId: z.string().describe('Finds the request in the logs'),
      ...facts,
    })
    .meta({ id: `${pascal(code)}Problem`, description: meaning });
}

/**
 * @param problems all that can be answered, by code
 * @returns the responses of a route that are problems, by status. Those that follow from the route's line are components.
 */
export function problemResponses(problems: Readonly<Record<string, KnownProblem>>) {
  const schemas = Object.fromEntries(
    Object.entries(problems).map(([code, known]) => [code, problemOf(code, known)] as const),
  );
  const shared = new Map<string, ZodOpenApiResponseObject>();
  const examplesOf = (codes: readonly string[], path: string) =>
    Object.fromEntries(
      codes.flatMap(code => {
        const known = problems[code];
        return known ? [[code, { value: problemExample(code, known, path) }]] : [];
      }),
    );

  function responseOf(
    status: number,
    codes: readonly string[],
    path: string,
    others: readonly ResponseHeader[] = [],
  ): ZodOpenApiResponseObject {
    const [first, ...rest] = codes.flatMap(code => schemas[code] ?? []);
    if (!first) throw new Error(`no registry has ${codes}`);
    const schema = rest.length === 0 ? first : z.discriminatedUnion('code', [first, ...rest]);
    return {
      description: codes.map(code => `\`${code}\`: ${problems[code]?.meaning} ${problems[code]?.advice}`).join('\n\n'),
      headers: headerRefs(...(headersOf[status] ?? []), ...others),
      content: { 'application/problem+json': { schema, examples: examplesOf(codes, path) } },
    };
  }

  function sharedResponseOf(status: number, codes: readonly string[]): ZodOpenApiResponseObject {
    const id = codes.map(pascal).join('Or');
    const response = shared.get(id) ?? { id, ...responseOf(status, codes, anyPath) };
    shared.set(id, response);
    return response;
  }

  return <Tx>(route: Route<Tx>): ZodOpenApiResponsesObject => {
    const byStatus = Map.groupBy(codesOf(route), code => problems[code]?.status ?? 500);
    return Object.fromEntries(
      [...byStatus].map(([status, codes]) => {
        const limits = limitHeadersOf(route);
        const isShared = limits.length === 0 && codes.every(code => code in transportProblems);
        return [status, isShared ? sharedResponseOf(status, codes) : responseOf(status, codes, route.path, limits)];
      }),
    );
  };
}
