import type { apiBase, Contract } from '@ems/chassis/http';
import type { Response } from 'supertest';
import type { z } from 'zod';

/** Members that a problem has and no success need have: whoever reads them has looked at the status, or does so by them. */
export interface ProblemMembers {
  type?: string;
  title?: string;
  detail?: string;
  code?: string;
  errors?: { pointer: string; code: string; detail: string }[];
}

/** Of the contracts, the one that answers the call: `/rooms/${string}` is answered by `/rooms/:id`, `/rooms/all` by its own. */
export type ContractOf<R extends Contract, M, Path extends string> = string extends R['path']
  ? R
  : Answering<Extract<R, { method: M extends 'head' ? 'get' : M }>, `${typeof apiBase}${WithoutQuery<Path>}`>;

type Answering<R extends Contract, Path extends string> = [Named<R, Path>] extends [never]
  ? R extends Contract
    ? true extends Matches<Path, R['path']>
      ? R
      : never
    : never
  : Named<R, Path>;

type Named<R extends Contract, Path> = R extends Contract ? (Path extends R['path'] ? R : never) : never;

type WithoutQuery<Path extends string> = Path extends `${infer Before}?${string}` ? Before : Path;

type Matches<Path extends string, Pattern extends string> = Pattern extends `${infer First}/${infer Others}`
  ? Path extends `${infer Segment}/${infer Rest}`
    ? MatchesSegment<Segment, First> extends true
      ? Matches<Rest, Others>
      : false
    : false
  : Path extends `${string}/${string}`
    ? false
    : MatchesSegment<Path, Pattern>;

type MatchesSegment<Segment, Pattern> = Pattern extends `:${string}` ? true : Segment extends Pattern ? true : false;

/** What the contracts' replies have as a body: of any contract anything, of none a problem's members. */
export type BodyOf<R extends Contract> = [R] extends [never]
  ? ProblemMembers
  : string extends R['path']
    ? Response['body']
    : OrProblem<SuccessOf<R['replies'][keyof R['replies']]>>;

/** What they have at this status: a problem's members and facts, where it is none of theirs. */
export type BodyAt<R extends Contract, Status extends number> = string extends R['path']
  ? Response['body']
  : number extends Status
    ? BodyOf<R>
    : [ReplyAt<R, Status>] extends [never]
      ? ProblemMembers & Record<string, unknown>
      : OrProblem<SuccessOf<ReplyAt<R, Status>>>;

type ReplyAt<R extends Contract, Status extends number> = R extends Contract
  ? Status extends keyof R['replies']
    ? R['replies'][Status]
    : never
  : never;

/** What has no body is never read, unless that is all there is; of a document, the contract says no more than its type. */
type SuccessOf<Reply> = [Reply] extends [null]
  ? object
  : Reply extends z.ZodType
    ? z.output<Reply>
    : Reply extends null
      ? never
      : Response['body'];

/** Lists have no members of a problem's. */
type OrProblem<Success> = Success extends readonly unknown[] ? Success : Success & Omit<ProblemMembers, keyof Success>;
