export { type Context, continueContext, currentContext, noteCommit, restartDeadline, runInContext } from './context';
export { errorFields } from './error-fields';
export { createLogger, type Logger } from './logger';
export { redact } from './redact';
