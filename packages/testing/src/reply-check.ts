import { apiBase, type Method } from '@ems/chassis/http';
import { Ajv2020 } from 'ajv/dist/2020';

/** What of an OpenAPI document says how requests are answered. */
interface Described {
  paths: Record<string, Partial<Record<Method, { responses: Record<string, Answer | { $ref: string }> }>>>;
  components?: { responses?: Record<string, Answer>; headers?: Record<string, object> };
}

interface Answer {
  content?: Record<string, object>;
  headers?: Record<string, object>;
}

/** What the check looks at: a reply of supertest's has it. */
interface CheckedReply {
  status: number;
  text?: string;
  /** As it was parsed, or its text. */
  body: unknown;
  get(header: string): string | undefined;
}

/** @throws Error where the reply is none that the document has of the call */
export type ReplyCheck = (method: Method | 'head', path: string, reply: CheckedReply) => void;

/**
 * Checks replies by an OpenAPI 3.1 document: their status must be declared, and so must what they carry of the headers that the
 * document knows; their body must fit its schema.
 * @param openapi with the schemas of all replies; what it has no path for is not checked
 */
export function replyCheck(openapi: object): ReplyCheck {
  const document = openapi as Described;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(openapi, 'openapi');
  const patterns = Object.keys(document.paths).map(path => ({
    path,
    // What has no parameters is more specific.
    rank: path.split('{').length,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
  patterns.sort((a, b) => a.rank - b.rank);

  return (method, path, reply) => {
    const asked = `${apiBase}${path}`.split('?', 1)[0] ?? '';
    const known = patterns.find(({ pattern }) => pattern.test(asked))?.path ?? '';
    const verb = method === 'head' ? 'get' : method;
    const operation = document.paths[known]?.[verb];
    if (!operation) return;
    const fail = (why: string) => {
      throw new Error(`${method.toUpperCase()} ${path} was answered ${reply.status} ${reply.text ?? ''}: ${why}`);
    };
    const declared = operation.responses[reply.status];
    if (!declared) return fail(`${known} does not declare this status`);
    const isShared = '$ref' in declared;
    const at = isShared ? declared.$ref.slice(1) : pointer('paths', known, verb, 'responses', String(reply.status));
    const answer = isShared ? document.components?.responses?.[declared.$ref.split('/').at(-1) ?? ''] : declared;
    // It carries what a fresh reply would.
    const headers = reply.status === 304 ? [] : Object.keys(document.components?.headers ?? {});
    const undeclared = headers.filter(name => reply.get(name) !== undefined && !answer?.headers?.[name]);
    if (undeclared.length > 0) fail(`${known} does not declare ${undeclared.join(', ')}`);
    const type = reply.get('content-type');
    const media = Object.keys(answer?.content ?? {}).find(each => essence(each) === essence(type));
    // What was written is left out where the client prefers that.
    if (!reply.text && (!answer?.content || reply.get('preference-applied'))) return;
    if (method === 'head') return;
    if (media === undefined) return fail(`${known} does not declare ${type}`);
    const validate = ajv.getSchema(`openapi#${at}${pointer('content', media, 'schema')}`);
    if (!/\bjson\b/.test(media)) return;
    const value = typeof reply.body === 'string' ? JSON.parse(reply.body) : reply.body;
    if (validate && !validate(value)) fail(ajv.errorsText(validate.errors, { dataVar: 'body' }));
  };
}

const essence = (type = '') => type.split(';', 1)[0]?.trim();

/** In the form of a URI's fragment (RFC 6901, 6). */
const pointer = (...keys: string[]) =>
  keys.map(key => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
