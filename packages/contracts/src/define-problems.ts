import type { z } from 'zod';

/** What a code of a problem (RFC 9457) means: the kind of error that it is, its explanation, and what the caller can do. */
export interface ProblemDefinition {
  kind: 'conflict' | 'not-found' | 'unauthenticated';
  meaning: string;
  advice: string;
  /** Its own members of the problem document, by which a program may act. */
  facts?: z.ZodRawShape;
}

/** By code, `<noun>.<reason>`: the noun of what refuses. */
export type ProblemRegistry = Readonly<Record<`${string}.${string}`, ProblemDefinition>>;
