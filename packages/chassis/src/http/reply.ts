/** What a handler returns; only the chassis touches the socket. */
export interface Reply {
  status: number;
  /** A value to be shaped by the route's reply schema, text that is sent as it is, or a `RenderedBody` of the same schema. */
  body?: unknown;
  headers?: Record<string, string>;
  /** The body that replays get, where the first reply shows what is never shown again. */
  replayBody?: unknown;
}

export const ok = (body: unknown, headers: Record<string, string> = {}): Reply => ({ status: 200, body, headers });

/** @param location the path of what was made */
export const created = (location: string, body: unknown): Reply => ({
  status: 201,
  body,
  headers: { Location: location },
});

export const accepted = (body?: unknown): Reply => ({ status: 202, body });

export const noContent = (): Reply => ({ status: 204 });

/** 308 keeps the method (RFC 9110). */
export const movedTo = (location: string): Reply => ({ status: 308, headers: { Location: location } });

/** A document in another format than JSON objects, such as an export; its bytes are sent unchanged. */
export const documentOf = (contentType: string, text: string, headers: Record<string, string> = {}): Reply => ({
  status: 200,
  body: text,
  headers: { ...headers, 'Content-Type': contentType },
});
