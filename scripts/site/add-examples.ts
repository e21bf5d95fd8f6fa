import type { Example } from '../api-reference/examples.ts';

type Json = Record<string, unknown>;
interface Media {
  examples?: Record<string, { value: unknown }>;
}
interface Message {
  content?: Record<string, Media>;
}
interface Operation {
  requestBody?: Message;
  responses: Record<string, Message>;
}

/**
 * Gives each operation of a document the requests and replies that were recorded of it. Those of a route that has changed since
 * are left out, so that the system starts, from which they are recorded anew; `npm run check` refuses them.
 */
export function addExamples<Document extends Json>(document: Document, examples: readonly Example[]): Document {
  const result = structuredClone(document);
  const paths = result.paths as Record<string, Record<string, Operation>>;
  for (const { route, request, status, reply } of examples) {
    const [method = '', path = ''] = route.split(' ');
    const operation = paths[path]?.[method.toLowerCase()];
    if (request !== undefined) addTo(operation?.requestBody, request);
    if (reply !== undefined) addTo(operation?.responses[status], reply);
  }
  return result;
}

function addTo(message: Message | undefined, value: unknown): void {
  for (const media of Object.values(message?.content ?? {})) {
    media.examples ??= {};
    media.examples[`example${Object.keys(media.examples).length || ''}`] = { value };
  }
}
