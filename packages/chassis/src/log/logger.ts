import pino, { type DestinationStream, type Logger } from 'pino';
import { activeSpan } from '../tracing';
import { currentContext } from './context';
import { errorFields } from './error-fields';
import { redact } from './redact';
import { stdout } from './stdout';

export type { Logger } from 'pino';

/**
 * JSON lines on standard output (or `destination`), each with the request id, the trace and, where these are made, the span of its cause; of what is logged
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
      if (!context) return {};
      const span = activeSpan()?.spanContext().spanId;
      return { requestId: context.requestId, trace: context.traceparent.slice(3, 35), ...(span && { span }) };
    },
  };
  return pino(options, destination);
}
