import { statusOf, transportProblems } from '@ems/chassis/errors';
import { problems } from '@ems/contracts';

/** By code, what the registries of the chassis and of the services hold. */
export type Problems = Record<string, { status: number; meaning: string; advice: string }>;

/** Every problem that the API answers: the transport's first, then those of the services. */
export const allProblems: Problems = {
  ...transportProblems,
  ...Object.fromEntries(
    Object.entries(problems).map(([code, { kind, meaning, advice }]) => [
      code,
      { status: statusOf(kind), meaning, advice },
    ]),
  ),
};
