export {
  conflict,
  DomainError,
  type ErrorKind,
  type FieldError,
  forbidden,
  invalid,
  invalidField,
  notFound,
  unauthenticated,
  unavailable,
} from './domain-error';
export { type Problem, toProblem } from './problem';
export { parseInput } from './zod-errors';
