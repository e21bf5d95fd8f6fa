export { type Client, type ClientOptions, createClient } from './client.ts';
export type { Paths, Schemas } from './contract.ts';
export type { Reply } from './methods.ts';
export { NoReplyError } from './no-reply-error.ts';
export { type Problem, type ProblemCode, ProblemError, type ProblemOf } from './problem-error.ts';
export type { Budget } from './retry.ts';
export { memoryTokens, type TokenStore, type Tokens } from './tokens.ts';
