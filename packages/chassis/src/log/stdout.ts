import pino, { type DestinationStream } from 'pino';

/** About twenty lines: a write costs more than making them. */
const minLength = 4_096;
/** So late is the last line before a pause, in ms; and so much may be lost when the process is killed. */
const periodicFlush = 100;

let opened: DestinationStream | undefined;

/**
 * Standard output, which is written without waiting for it, some lines at a time. Pino flushes it at a line of level fatal, and
 * when the process exits, also by `process.exit` after an error that nobody caught.
 */
export function stdout(): DestinationStream {
  opened ??= pino.destination({ dest: 1, sync: false, minLength, periodicFlush });
  return opened;
}
