import type { IncomingMessage, ServerResponse } from 'node:http';
import { matchesNone, taggedFor } from '../http/etag';
import { type Coding, encode, preferredCoding } from './content-coding';
import type { Tagged } from './tagged-store';

/** A 200 that is ready to be sent to whoever asks for it. */
export interface ReadyReply extends Tagged {
  /** All headers that are the same for everybody and in each coding, by turns with their values. */
  headers: readonly string[];
  /** Of these {@link ofUnmodified}. */
  unmodifiedHeaders: readonly string[];
  /** Of the bytes as they are. */
  etag: string;
  bytes: Buffer;
  /** Made when somebody asks for them first. */
  coded: Map<Coding, Buffer | Promise<Buffer>>;
  /** What an `Accept` may say for which this is the answer. */
  accepted: ReadonlySet<string>;
  /** What must hold, as `Freshness.holds` knows it. */
  requires: readonly string[];
  /** Until then it may be shown, in ms since the epoch. */
  until: number;
  /** The path as logs have it. */
  path: string;
  /** The template of its route, as metrics have it. */
  route: string;
}

/** What a 304 says beside its tag (RFC 9110, 15.4.5): all else is known to who has the 200. */
export const ofUnmodified: ReadonlySet<string> = new Set([
  'cache-control',
  'content-location',
  'expires',
  'last-modified',
  'vary',
]);

/** Smaller ones gain nothing; the gateway has the same. */
const smallestCoded = 1_024;
/** Of an entry beside its bytes. */
const overhead = 2_048;

/** What it weighs in memory, in bytes. */
export const weightOf = ({ bytes, coded }: ReadyReply): number =>
  [bytes, ...coded.values()].reduce((sum, form) => sum + (form instanceof Promise ? 0 : form.length), overhead);

/** In which coding somebody gets it; none where that would save nothing. */
export const codingFor = ({ bytes }: ReadyReply, request: IncomingMessage): Coding | undefined =>
  bytes.length < smallestCoded ? undefined : preferredCoding(request.headers['accept-encoding']);

/** Whether the client has it already, in whatever coding that is: then nothing is made to send it. */
export const isKnownTo = ({ etag }: ReadyReply, request: IncomingMessage): boolean =>
  matchesNone(request.headers['if-none-match'], etag);

/** The bytes in a coding, made once. */
export function codedBytes({ bytes, coded }: ReadyReply, coding: Coding | undefined): Buffer | Promise<Buffer> {
  if (coding === undefined) return bytes;
  const known = coded.get(coding);
  if (known) return known;
  const making = encode(coding, bytes).then(made => {
    coded.set(coding, made);
    return made;
  });
  coded.set(coding, making);
  return making;
}

/** @param bytes in the coding; none where the client has them */
export function sendReady(
  request: IncomingMessage,
  response: ServerResponse,
  reply: ReadyReply,
  requestId: string,
  coding: Coding | undefined,
  bytes: Buffer | undefined,
): void {
  const own = ['ETag', taggedFor(reply.etag, coding), 'X-Request-Id', requestId];
  if (bytes === undefined) {
    response.writeHead(304, [...reply.unmodifiedHeaders, ...own]).end();
    return;
  }
  const headers = [...reply.headers, ...own];
  if (coding !== undefined) headers.push('Content-Encoding', coding);
  headers.push('Content-Length', String(bytes.length));
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : bytes);
}
