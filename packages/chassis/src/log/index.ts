export { type Context, continueContext, currentContext, runInContext } from './context';
export { createLogger, type Logger } from './logger';
