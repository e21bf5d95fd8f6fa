export { aDayBefore, requireFewerADay } from './day-bound';
export {
  type DomainError,
  domainErrors,
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
export { type ErrorKind, ofKind, statusOf } from './error-kinds';
export type { FieldError, FieldErrorCode } from './field-error';
export { type Problem, toProblem } from './problem';
export { type TransportCode, transportProblems } from './transport-problems';
export { fieldIssue, fieldRule, parseInput, pointerTo } from './zod-errors';
