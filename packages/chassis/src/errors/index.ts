export {
  type DomainError,
  domainErrors,
  type ErrorKind,
  forbidden,
  invalid,
  invalidField,
  isDomainError,
  notFound,
  outcomeUnknown,
  outOfStep,
  tooManyRequests,
  transportError,
  unauthenticated,
  unavailable,
} from './domain-error';
export type { FieldError, FieldErrorCode } from './field-error';
export { type Problem, statusOf, titleOf, toProblem } from './problem';
export { type TransportCode, transportProblems } from './transport-problems';
export { fieldIssue, fieldRule, parseInput, pointerTo } from './zod-errors';
