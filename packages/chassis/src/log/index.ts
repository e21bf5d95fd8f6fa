export {
  type Context,
  continueContext,
  currentContext,
  noteCommit,
  outsideContext,
  restartDeadline,
  runInContext,
  type StoredContext,
  storedContext,
} from './context';
export { errorFields } from './error-fields';
export { createLogger, type Logger } from './logger';
export { redact } from './redact';
