import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Plain } from '../system/say.ts';

/** RFC 9457, as the API answers what it does not do. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  errors?: { pointer: string; detail: string }[];
  [fact: string]: unknown;
}

/** The system refused, for good. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export interface Client {
  get<T>(path: string): Promise<T>;
  /** Sent until it is answered, always under the same Idempotency-Key: done once, however often it is sent. */
  post<T>(path: string, body?: object): Promise<T>;
  /** All pages of a list. */
  list<T>(path: string): Promise<T[]>;
}

/** How long a request is tried while some process of the system is away. */
const patienceMs = 90_000;
const timeoutMs = 15_000;
const transient = new Set([429, 502, 503, 504]);

/** @param token gives an access token; asked again after one was refused */
export function createClient(base: string, token: (isRefused: boolean) => Promise<string | undefined>): Client {
  async function send<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = { 'Content-Type': 'application/json' };
    if (method === 'POST') headers['Idempotency-Key'] = randomUUID();
    const end = Date.now() + patienceMs;
    for (let tries = 0, isRefused = false; ; tries++) {
      const bearer = await token(isRefused);
      if (bearer) headers.Authorization = `Bearer ${bearer}`;
      const reply = await attempt(`${base}/api/v1${path}`, { method, headers, body: JSON.stringify(body) ?? null });
      if (reply.status >= 200 && reply.status < 300) return reply.body as T;
      if (reply.status === 401 && bearer && !isRefused) isRefused = true;
      else if (!isTransient(reply) || Date.now() > end) throw new Refused(problemOf(reply, base));
      else await delay(Math.max(reply.retryAfterMs, Math.min(100 * 2 ** tries, 2_000)));
    }
  }
  return {
    get: path => send('GET', path),
    post: (path, body) => send('POST', path, body),
    async list<T>(path: string) {
      const all: T[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const from = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: Page<T> = await send('GET', `${path}${path.includes('?') ? '&' : '?'}limit=100${from}`);
        all.push(...page.data);
        cursor = page.page.nextCursor;
      }
      return all;
    },
  };
}

interface Page<T> {
  data: T[];
  page: { nextCursor: string | null };
}

interface Answer {
  /** 0: no answer at all. */
  status: number;
  retryAfterMs: number;
  body: unknown;
}

async function attempt(url: string, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1_000;
    return { status: response.status, retryAfterMs, body: text === '' ? undefined : JSON.parse(text) };
  } catch (error) {
    // The connection was refused, reset, or broke off within the answer.
    return { status: 0, retryAfterMs: 0, body: String((error as Error).cause ?? error) };
  }
}

const isTransient = ({ status, body }: Answer) =>
  status === 0 || transient.has(status) || (status === 409 && (body as Problem).code === 'idempotency.in-progress');

function problemOf({ status, body }: Answer, base: string): Problem {
  if (status === 0) throw new Plain(`Nothing answers at ${base} any more: ${body}`);
  return body as Problem;
}
