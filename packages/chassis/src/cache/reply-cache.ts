import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Shared } from '../http/reply';
import type { Coding } from './content-coding';
import type { Freshness } from './freshness';
import { codedBytes, codingFor, isKnownTo, type ReadyReply, sendReady, weightOf } from './ready-reply';
import { createTaggedStore } from './tagged-store';

/** A request whose reply will be kept, if it says that it may be. */
export interface Filling {
  /** Keeps the reply, and sends it. */
  send(
    response: ServerResponse,
    reply: Omit<ReadyReply, keyof Shared | 'coded'>,
    shared: Shared,
    requestId: string,
  ): Promise<void>;
  /** Whatever has become of it. */
  end(): void;
}

/** Has a request's context and its line in the log around what answers it. */
export type Around = (
  request: IncomingMessage,
  response: ServerResponse,
  place: Pick<ReadyReply, 'path' | 'route'>,
  answer: (requestId: string) => void,
) => void;

/** Ready replies of public reads. */
export interface ReplyCache {
  /** Answers what is there to be answered, and leaves all else to `app`. */
  listener(app: RequestListener, around: Around): RequestListener;
  /**
   * Begins a reply, before anything that it shows is read.
   * @param few parameters of a query that have few values
   * @returns nothing where the request asks for more than its address says
   */
  begin(request: IncomingMessage, few: readonly string[]): Filling | undefined;
  /** What is no longer so, as {@link Freshness} tells it. */
  drop(tags?: readonly string[]): void;
}

/** Of the whole, for what is asked for in any number of forms: words of a search, cursors, zones. */
const shareOfMany = 1 / 8;
/** Of all headers together: those of which one is longer than it may be are refused by the app. */
const longestHeaders = 2_000;
/** Whoever waits for longer than this, in ms, for another's reply makes one. */
const maxWaitMs = 500;

/** A read by nobody in particular, of which nothing but its address and what it accepts has a say in the reply. */
function isPlainRead({ method, url, headers, rawHeaders }: IncomingMessage): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (headers.authorization !== undefined || url?.[0] !== '/') return false;
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined) return false;
  let length = 0;
  for (const text of rawHeaders) length += text.length;
  return length <= longestHeaders;
}

/** In the order in which the route names its parameters, each once: an address that others have too. */
function hasFewForms(url: string, few: readonly string[]): boolean {
  const [, query] = url.split('?', 2);
  if (query === undefined) return true;
  const places = query.split('&').map(part => few.indexOf(part.split('=', 1)[0] ?? ''));
  return places.every((place, index) => place > (places[index - 1] ?? -1));
}

/**
 * Keeps the replies to public reads as bytes, so that one that was given before costs no statement, and is answered before any
 * routing. One is shown only while {@link Freshness} vouches for it; else it is made anew. The address as it was sent is the key, as
 * replies repeat it in their links.
 * @param maxBytes of all replies
 */
export function createReplyCache(maxBytes: number, freshness: Freshness): ReplyCache {
  const ofFew = createTaggedStore<ReadyReply>(maxBytes * (1 - shareOfMany));
  const ofMany = createTaggedStore<ReadyReply>(maxBytes * shareOfMany);
  const makers = new Map<string, Promise<void>>();

  /** What may be shown to the request, if it is heard that nothing has changed. */
  const find = ({ url = '', headers: { accept = '*/*' } }: IncomingMessage): ReadyReply | undefined => {
    const reply = ofFew.get(url) ?? ofMany.get(url);
    return reply?.accepted.has(accept) ? reply : undefined;
  };
  const mayShow = (reply: ReadyReply) =>
    freshness.isFresh() && freshness.holds(reply.requires) && Date.now() < reply.until;

  function listener(app: RequestListener, around: Around): RequestListener {
    const answer = (
      request: IncomingMessage,
      response: ServerResponse,
      reply: ReadyReply,
      coding: Coding | undefined,
      bytes: Buffer | undefined,
    ) => around(request, response, reply, requestId => sendReady(request, response, reply, requestId, coding, bytes));

    /** @returns whether it has answered */
    function answerAtOnce(request: IncomingMessage, response: ServerResponse): boolean {
      const reply = find(request);
      if (!reply || !mayShow(reply)) return false;
      const coding = codingFor(reply, request);
      const bytes = isKnownTo(reply, request) ? undefined : codedBytes(reply, coding);
      if (bytes instanceof Promise) return false;
      answer(request, response, reply, coding, bytes);
      return true;
    }

    /** After whoever makes it now, and what has changed meanwhile. */
    async function answerInTime(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
      await makers.get(request.url ?? '');
      if (!find(request)) return false;
      if (!freshness.isFresh() && !(await freshness.refresh())) return false;
      const reply = find(request);
      if (!reply) return false;
      const coding = codingFor(reply, request);
      const bytes = isKnownTo(reply, request) ? undefined : await bytesOf(request.url ?? '', reply, coding);
      // While the bytes were made, what they show may have changed.
      if (find(request) !== reply || !mayShow(reply)) return false;
      answer(request, response, reply, coding, bytes);
      return true;
    }

    return (request, response) => {
      if (!isPlainRead(request) || (!find(request) && !makers.has(request.url ?? ''))) return app(request, response);
      if (answerAtOnce(request, response)) return;
      answerInTime(request, response).then(
        isAnswered => isAnswered || app(request, response),
        () => app(request, response),
      );
    };
  }

  function begin(request: IncomingMessage, few: readonly string[]): Filling | undefined {
    if (!isPlainRead(request)) return undefined;
    const url = request.url ?? '';
    const store = hasFewForms(url, few) ? ofFew : ofMany;
    const since = store.moment();
    const end = announceMaker(url);
    return {
      async send(response, made, { tags, requires = [], until = Number.POSITIVE_INFINITY }, requestId) {
        const reply = { ...made, tags, requires, until, coded: new Map() };
        store.put(url, reply, weightOf(reply), since);
        end();
        const coding = codingFor(reply, request);
        const bytes = isKnownTo(reply, request) ? undefined : await bytesOf(url, reply, coding);
        sendReady(request, response, reply, requestId, coding, bytes);
      },
      end,
    };
  }

  /** Others who want the same wait for it, for a while. */
  function announceMaker(url: string): () => void {
    if (makers.has(url)) return () => undefined;
    let end: () => void = () => undefined;
    const made = new Promise<void>(resolve => {
      const impatience = setTimeout(() => end(), maxWaitMs);
      end = () => {
        clearTimeout(impatience);
        if (makers.get(url) === made) makers.delete(url);
        resolve();
      };
    });
    makers.set(url, made);
    return end;
  }

  async function bytesOf(url: string, reply: ReadyReply, coding: Coding | undefined): Promise<Buffer> {
    const known = codedBytes(reply, coding);
    if (!(known instanceof Promise)) return known;
    const bytes = await known;
    for (const store of [ofFew, ofMany]) store.weigh(url, reply, weightOf(reply));
    return bytes;
  }

  return {
    listener,
    begin,
    drop(tags) {
      for (const store of [ofFew, ofMany]) tags ? store.invalidate(tags) : store.clear();
    },
  };
}
