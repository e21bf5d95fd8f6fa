export { openapiOf } from './document';
export { type NamedOperation, operationsOf, type Paths } from './operations';
export type { KnownProblem } from './problem-responses';
