import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pair } from './pair';

/** A request that is sent under one key until somebody says what became of it. */
export interface Written {
  /** The reply to each attempt; 0 is none. */
  attempts: number[];
  body: { id: string; version: number };
}

const deadlineMs = 60_000;

/** The process may be away, or does not know yet what became of the attempt before. */
const mayRepeat = (status: number) => [0, 409, 503].includes(status);

/** @throws Error where it was refused, or nobody has answered for a minute */
export async function write(
  url: () => string,
  { token }: Pick<Pair, 'token'>,
  method: 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<Written> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    connection: 'close',
  };
  const attempts: number[] = [];
  for (const end = Date.now() + deadlineMs; ; await delay(100)) {
    const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const reply = await fetch(`${url()}/api/v1${path}`, request).catch(() => undefined);
    attempts.push(reply?.status ?? 0);
    if (reply?.ok) return { attempts, body: reply.status === 204 ? undefined : JSON.parse(await reply.text()) };
    if (mayRepeat(reply?.status ?? 0) && Date.now() < end) continue;
    throw new Error(`${method} ${path}: ${attempts.join()} ${await reply?.text()}`);
  }
}
