import express, { type Request, type Response } from 'express';
import { type DomainError, isDomainError, tooManyRequests, transportError } from '../errors';
import { requireParsable } from './bounds';

/** How long bodies may take, in ms, and how many of one address may. */
export interface BodyLimits {
  /** From then on a body that is not here is late. */
  lateMs: number;
  /** When it is given up. */
  wholeMs: number;
  /** Late bodies of one address. */
  latePerAddress: number;
}

const defaults: BodyLimits = { lateMs: 1_000, wholeMs: 30_000, latePerAddress: 50 };
const types = ['application/json', 'application/merge-patch+json'];
const parseJson = express.json({
  limit: '256kb',
  inflate: false,
  type: types,
  verify: (_request, _response, bytes) => requireParsable(bytes),
});
/** Of a body that nobody looks at. */
const passOver = express.raw({ limit: '16kb', type: () => true });

/** How a route takes bodies. */
interface BodyUse {
  ignoresBody: boolean;
}

/**
 * Reads JSON bodies, which come through the gateway as slowly as their senders send them. What arrives at once is not counted,
 * however much it is.
 * @returns reads the body of one request, where there is one; true when it was late. @throws DomainError 400, 408, 413, 415, 429
 */
export function bodyReader(limits: BodyLimits = defaults) {
  const late = new Map<string, number>();
  return async (request: Request, response: Response, { ignoresBody }: BodyUse): Promise<boolean> => {
    const hasBody =
      request.headers['transfer-encoding'] !== undefined || Number(request.get('content-length') ?? 0) > 0;
    if (!hasBody || request.method === 'GET' || request.method === 'HEAD') return false;
    if (!ignoresBody && !request.is(types)) {
      throw transportError('unsupported-media-type', 'unsupported-media-type', 'Send application/json.');
    }
    const wait = startWait(late, request.ip ?? '', limits);
    const parsed = new Promise<void>((resolve, reject) =>
      (ignoresBody ? passOver : parseJson)(request, response, error => (error ? reject(bodyError(error)) : resolve())),
    );
    try {
      await Promise.race([parsed, wait.refused]);
    } finally {
      wait.end();
    }
    if (ignoresBody) request.body = {};
    return wait.isLate();
  };
}

function startWait(late: Map<string, number>, address: string, { lateMs, wholeMs, latePerAddress }: BodyLimits) {
  const { promise: refused, reject } = Promise.withResolvers<never>();
  let isLate = false;
  const count = (change: number) => {
    const now = (late.get(address) ?? 0) + change;
    if (now > 0) late.set(address, now);
    else late.delete(address);
  };
  const cancel = [
    after(lateMs, () => {
      if ((late.get(address) ?? 0) >= latePerAddress) {
        reject(tooManyRequests('Too many requests of this address wait for their bodies.', 3));
        return;
      }
      isLate = true;
      count(1);
    }),
    after(wholeMs, () => reject(transportError('timeout', 'request-timeout', 'The body took too long to arrive.'))),
  ];
  return {
    refused,
    isLate: () => isLate,
    end() {
      for (const each of cancel) each();
      if (isLate) count(-1);
    },
  };
}

/** Looks at what has arrived first: after a busy or frozen second it may be the process that is late. @returns cancels it */
function after(ms: number, act: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    immediate = setImmediate(act);
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}

function bodyError(error: unknown): DomainError {
  if (isDomainError(error)) return error;
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : 400;
  if (status === 413) return transportError('too-large', 'too-large', 'The body is larger than 256 KiB.');
  if (status === 415)
    return transportError('unsupported-media-type', 'unsupported-media-type', 'Send UTF-8, not encoded otherwise.');
  return transportError('malformed', 'malformed-json', 'The body is no well-formed JSON object.');
}
