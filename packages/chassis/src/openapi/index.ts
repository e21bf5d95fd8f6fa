export { openapiOf } from './document';
export type { KnownProblem } from './problem-responses';
