import type { Schemas } from './contract.ts';
import { NoReplyError } from './no-reply-error.ts';

type Known = Schemas[Extract<keyof Schemas, `${string}Problem`>];

/** What the API may refuse for: <https://…/problems> explains each. */
export type ProblemCode = Known['code'];

/** The problem document (RFC 9457) of a code, with its own members. */
export type ProblemOf<Code extends ProblemCode> = Extract<Known, { code: Code }>;

export type Problem = { [Code in ProblemCode]: ProblemOf<Code> }[ProblemCode];

/** The API has refused: its problem document, as an error. A comparison of `code` tells which members it has. */
export type ProblemError<Code extends ProblemCode = ProblemCode> = {
  [One in Code]: Error & Readonly<ProblemOf<One>> & { readonly response: Response };
}[Code];

class ProblemDocumentError extends Error {
  readonly response: Response;

  constructor(problem: Problem, response: Response) {
    super(problem.detail);
    Object.assign(this, problem);
    this.name = 'ProblemError';
    this.response = response;
  }
}

/** For `instanceof`, which gives the type of all problems: `error.code === 'slot.taken'` then has `error.conflicts`. */
export const ProblemError = ProblemDocumentError as unknown as new (
  problem: Problem,
  response: Response,
) => ProblemError;

/** What to throw for a reply that is none of those that were asked for. */
export async function problemErrorOf(request: Request, response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return new ProblemError(body, response);
  const isSafe = request.method === 'GET' || request.method === 'HEAD';
  return new NoReplyError(request, `something else than the API has answered (${response.status})`, isSafe, response);
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'status' in body;
