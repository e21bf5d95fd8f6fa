import { AsyncLocalStorage } from 'node:async_hooks';
import { activeSpan, traceparentOf } from '../tracing';
import { randomHex } from './random-hex';

/** What follows one request or message through every call, log line and message that it causes. */
export interface Context {
  requestId: string;
  /** W3C Trace Context, version 00. */
  traceparent: string;
  /** When the answer must be out, in ms since the epoch; outgoing calls take what remains of it. */
  deadline?: number;
  /** A commit was sent meanwhile: nobody may say any more that nothing was changed. */
  hasCommitted?: boolean;
}

/** What is known later of what has led to something: nothing, where no request has. */
export type StoredContext = Partial<Pick<Context, 'requestId' | 'traceparent'>>;

const storage = new AsyncLocalStorage<Context>();

export const currentContext = (): Context | undefined => storage.getStore();

/** Tells the present context that a change is, or may be, committed. */
export function noteCommit(): void {
  const context = currentContext();
  if (context) context.hasCommitted = true;
}

export const runInContext = <T>(context: Context, work: () => T): T => storage.run(context, work);

/** Does what belongs to no request, whichever one it is that has come upon it. */
export const outsideContext = <T>(work: () => T): T => storage.exit(work);

const traceparentPattern = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const requestIdPattern = /^[\w-]{1,64}$/;

/** Gives the request its whole time once more, after it has waited for what its caller still had to send. */
export function restartDeadline(budgetMs: number): void {
  const context = currentContext();
  if (context?.deadline !== undefined) context.deadline = Date.now() + budgetMs;
}

/** What of the present context is kept with what is done for it later, as JSON: a {@link StoredContext}. */
export function storedContext(): string {
  const { requestId, traceparent } = currentContext() ?? {};
  return JSON.stringify({ traceparent, requestId });
}

/**
 * Continues a caller's context where its headers are well formed, and starts a new one where they are not. Where traces are made, the
 * span that is active is what others are told of.
 */
export function continueContext(requestId?: string, traceparent?: string, deadline?: number): Context {
  const span = activeSpan();
  const trace = traceparent && traceparentPattern.test(traceparent) ? traceparent.slice(3, 35) : randomHex(16);
  return {
    requestId: requestId && requestIdPattern.test(requestId) ? requestId : randomHex(16),
    traceparent: span ? traceparentOf(span) : `00-${trace}-${randomHex(8)}-01`,
    ...(deadline !== undefined && { deadline }),
  };
}
