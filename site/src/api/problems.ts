import { NoReplyError, ProblemError } from '@ems/client/src';
import { messages } from '../language/index.ts';

/** What went wrong, in words for people. */
export function wordsOf(error: unknown): string {
  const { problems, noReply } = messages();
  if (error instanceof ProblemError) {
    const errors = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
    const fields = errors.map(({ code, detail }) => problems[code] ?? detail);
    return fields.length > 0 ? fields.join(' ') : (problems[error.code] ?? error.detail);
  }
  if (error instanceof NoReplyError) return noReply;
  throw error;
}

/** Of what is not there, or not for this reader to know of. */
export const isNotFound = (error: unknown): boolean => error instanceof ProblemError && error.status === 404;

/** Of who has to sign in. */
export const isUnauthenticated = (error: unknown): boolean => error instanceof ProblemError && error.status === 401;
