import pino, { type DestinationStream, type Logger } from 'pino';
import { currentContext } from './context';
import { errorFields } from './error-fields';
import { redact } from './redact';
import { stdout } from './stdout';

export type { Logger } from 'pino';

/**
 * JSON lines on standard output (or `destination`), each with the request id and trace of its cause; of what is logged
 * {@link redact} takes the secrets away, and errors are what {@link errorFields} leaves of them.
 */
export function createLogger(service: string, level: string, destination: DestinationStream = stdout()): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redact(fields),
    },
    serializers: { err: (error: unknown) => errorFields(error) },
    mixin() {
      const context = currentContext();
      return context ? { requestId: context.requestId, trace: context.traceparent.slice(3, 35) } : {};
    },
  };
  return pino(options, destination);
}
