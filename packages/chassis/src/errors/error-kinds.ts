/** The closed list of what can be wrong, with the HTTP status and title; gRPC (status.ts) and messages (consumer.ts) map it too. */
const kinds = {
  malformed: [400, 'Malformed request'],
  invalid: [400, 'Invalid request'],
  unauthenticated: [401, 'Not authenticated'],
  forbidden: [403, 'Forbidden'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'Method not allowed'],
  'not-acceptable': [406, 'Not acceptable'],
  timeout: [408, 'Request timeout'],
  conflict: [409, 'Conflict'],
  'precondition-failed': [412, 'Precondition failed'],
  'too-large': [413, 'Too large'],
  'unsupported-media-type': [415, 'Unsupported media type'],
  unprocessable: [422, 'Unprocessable'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'Headers too large'],
  unavailable: [503, 'Unavailable'],
} as const;

export type ErrorKind = keyof typeof kinds;

/** What every problem of a kind has: its HTTP status, and what it is called. */
export function ofKind(kind: ErrorKind): { status: number; title: string } {
  const [status, title] = kinds[kind];
  return { status, title };
}

/** The HTTP status of a kind of error. */
export const statusOf = (kind: ErrorKind): number => kinds[kind][0];
