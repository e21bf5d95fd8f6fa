import { eventProblems } from './event-service/problems';
import { offerProblems } from './offers';
import { sessionProblems } from './session-service/problems';
import { speakerProblems } from './speaker-service/problems';
import { userProblems } from './user-service/problems';

/** Every domain error that a service answers, by code. Problem pages, API.md and OpenAPI are made from it. */
export const problems = { ...userProblems, ...offerProblems, ...eventProblems, ...sessionProblems, ...speakerProblems };

export type ProblemCode = keyof typeof problems;
