import type { z } from 'zod';

/** What a code of a problem (RFC 9457) means: the kind of error that it is, its explanation, and what the caller can do. */
export interface ProblemDefinition {
  kind: 'conflict' | 'forbidden' | 'not-found' | 'unauthenticated';
  meaning: string;
  advice: string;
  /** Its own members of the problem document, by which a program may act. */
  facts?: z.ZodRawShape;
  /** The same members of one that was answered, or could be: OpenAPI shows them. */
  example?: Readonly<Record<string, unknown>>;
}

/** By code, `<noun>.<reason>`: the noun of what refuses. */
export type ProblemRegistry = Readonly<Record<`${string}.${string}`, ProblemDefinition>>;

/** The facts of a problem with an example of them, which the compiler holds to their types. */
export const withFacts = <Shape extends z.ZodRawShape>(facts: Shape, example: z.input<z.ZodObject<Shape>>) => ({
  facts,
  example,
});

/** Ids that examples have: the same thing has the same in all of them. */
export const exampleIds = {
  event: '01a217f2-2e30-77e8-b135-685d4f04c432',
  room: '01a217f2-2e44-7b1c-9d27-1f6f0c3a5e81',
  session: '01a217f2-2e5b-7a90-8c1e-7d2b64f9a013',
  slot: '01a217f2-2e6f-7d35-a4b8-02c95e7d1f46',
  speaker: '01a217f2-2e83-7c0f-b6e2-95a1d8c4f732',
  user: '01a217f2-2e97-7f58-8a3d-4be60c19d27a',
} as const;

/** A slot as problems name it. */
export const exampleSlot = {
  slotId: exampleIds.slot,
  sessionId: exampleIds.session,
  title: 'Notes on the engine',
  roomId: exampleIds.room,
  startsAt: '2030-05-04T09:00:00.000Z',
  endsAt: '2030-05-04T09:45:00.000Z',
};
