/** What everybody gets who asks for it without a login, and may be kept in memory for the next. */
export interface Shared {
  /** What it shows, as `watch_public_table` names it: `<kind>:<id>`, or `<kind>` where whatever there is of it would be shown. */
  tags: readonly string[];
  /** Conditions of the service under which alone it may be shown. */
  requires?: readonly string[];
  /** When it is to be made anew at the latest, in ms since the epoch: what depends on the clock says so at its next boundary. */
  until?: number;
}

/** What a handler returns; only the chassis touches the socket. */
export interface Reply {
  status: number;
  /** A value to be shaped by the route's reply schema, text that is sent as it is, or a `RenderedBody` of the same schema. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Given by the routes that declare it (`shared`). */
  shared?: Shared;
  /** The address of the page about the same, to which whoever prefers a page is led; the route declares a 303 then. */
  page?: string;
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

/** RFC 9110, 15.4.4: what was asked for is described at another address, to be read by GET. */
const seeOther = (location: string): Reply => ({ status: 303, headers: { Location: location } });

/** Of two forms of the same, a page for whoever prefers one, as browsers do that follow a link. */
export const orItsPage = (reply: Reply, prefersPage: boolean): Reply =>
  reply.page !== undefined && prefersPage ? seeOther(reply.page) : reply;

/** For a reply that is to be saved as a file (RFC 6266). @param name of letters, digits, dots and hyphens */
export const savedAs = (name: string): { 'Content-Disposition': string } => ({
  'Content-Disposition': `attachment; filename="${name}"`,
});

/** A document in another format than JSON objects, such as an export; its bytes are sent unchanged. */
export const documentOf = (contentType: string, text: string, headers: Record<string, string> = {}): Reply => ({
  status: 200,
  body: text,
  headers: { ...headers, 'Content-Type': contentType },
});
