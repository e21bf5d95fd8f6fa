import pino, { type DestinationStream, type Logger } from 'pino';
import { currentContext } from './context';
import { errorFields } from './error-fields';

export type { Logger } from 'pino';

const secrets = [
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'email',
];

/**
 * JSON lines on stdout (or `destination`), each with the request id and trace of its cause; secrets are redacted by name
 * at any of the first three levels, and errors are what {@link errorFields} leaves of them.
 */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => errorFields(error) },
    redact: { paths: secrets.flatMap(name => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    mixin() {
      const context = currentContext();
      return context ? { requestId: context.requestId, trace: context.traceparent.slice(3, 35) } : {};
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
