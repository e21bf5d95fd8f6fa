/** One request of a case. */
export interface BenchRequest {
  method: 'GET' | 'POST' | 'PATCH';
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export const get = (path: string, headers: Record<string, string> = {}): BenchRequest => ({
  method: 'GET',
  path,
  headers,
});

/** @param token of whoever sends it */
export const send = (
  method: BenchRequest['method'],
  path: string,
  token: string | undefined,
  body?: unknown,
): BenchRequest => ({
  method,
  path,
  headers: {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  },
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

/** What a generator of load has counted. */
export interface LoadResult {
  requests: number;
  /** Those without a reply, or with one of another status. */
  errors: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
}

/** As many as the measurements had. */
export const connections = 32;
