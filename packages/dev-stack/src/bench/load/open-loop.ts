import { Agent, request as send } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchRequest } from './request.ts';

/** What became of one request. */
export interface Reply {
  /** 0 where none came. */
  status: number;
  /** Whether it said when to come again. */
  hasRetryAfter: boolean;
  /** When it was sent, by performance.now(). */
  at: number;
  /** Until the whole reply was there. */
  ms: number;
}

const timeoutMs = 10_000;

/**
 * Sends requests at a constant rate, whether or not those of before are answered, as people do who know nothing of each other. What
 * is late because this process was busy is sent at once, so that the rate is that which was asked for.
 * @returns all replies, in the order of the requests
 */
export async function sendAtRate(
  origin: string,
  requests: readonly BenchRequest[],
  perSecond: number,
): Promise<readonly Reply[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const started = performance.now();
  const replies: Promise<Reply>[] = [];
  for (const [index, request] of requests.entries()) {
    const wait = started + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await delay(wait);
    replies.push(sendOnce(agent, origin, request));
  }
  try {
    return await Promise.all(replies);
  } finally {
    agent.destroy();
  }
}

/** @param agent that keeps the connection, or connections */
export const sendOnce = (
  agent: Agent,
  origin: string,
  { method, path, headers, body }: BenchRequest,
): Promise<Reply & { etag: string | undefined }> =>
  new Promise(resolve => {
    const at = performance.now();
    const end = (status: number, hasRetryAfter: boolean, etag?: string) =>
      resolve({ status, hasRetryAfter, etag, at, ms: performance.now() - at });
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = send(
      `${origin}${path}`,
      { method, agent, timeout: timeoutMs, headers: { ...headers, ...length } },
      reply => {
        const { statusCode = 0, headers } = reply;
        reply
          .on('end', () => end(statusCode, headers['retry-after'] !== undefined, headers.etag))
          .on('error', () => end(0, false))
          .resume();
      },
    );
    sent
      .on('timeout', () => sent.destroy())
      .on('error', () => end(0, false))
      .end(body);
  });
