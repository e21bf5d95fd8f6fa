import { setTimeout as delay } from 'node:timers/promises';
import { type BenchRequest, send } from '../load/request.ts';

/** How often a reply of 503 is waited out, a second each time. */
const patience = 30;

/**
 * Sends one request, which is not measured, and reads its reply. What is unavailable for the moment, as a busy machine may
 * make it, is asked again.
 * @throws Error for a reply that is none of success
 */
export async function request<T>(origin: string, { method, path, headers, body }: BenchRequest): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const reply = await fetch(`${origin}${path}`, { method, headers, ...(body !== undefined && { body }) });
    const text = await reply.text();
    if (reply.ok) return JSON.parse(text) as T;
    if (reply.status !== 503 || attempt === patience)
      throw new Error(`${method} ${path} was answered by ${reply.status}: ${text.slice(0, 500)}`);
    await delay(1_000);
  }
}

export const post = <T>(origin: string, path: string, token: string | undefined, body: unknown = {}): Promise<T> =>
  request<T>(origin, send('POST', path, token, body));
