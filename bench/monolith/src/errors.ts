import type { ErrorRequestHandler } from 'express';
import { ZodError } from 'zod';

/** A refusal, answered as problem+json (RFC 9457). */
export class HttpError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export const notFound = () => new HttpError(404, 'not-found');
export const forbidden = () => new HttpError(403, 'forbidden');

/** Answers what a handler throws. */
export const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const { status, code } =
    error instanceof HttpError
      ? error
      : error instanceof ZodError
        ? { status: 400, code: 'validation-failed' }
        : { status: 500, code: 'internal' };
  if (status === 500) console.error(error);
  response.status(status).type('application/problem+json').send(JSON.stringify({ status, code }));
};
