import pino, { type DestinationStream } from 'pino';

/** Some fifty lines: a write costs more than making them. */
const minLength = 12_288;
/** So late is the last line before a pause, in ms; and so much may be lost when the process is killed. */
const periodicFlush = 100;
/** So much may wait for a disk that is full, in bytes; lines beyond it are lost, and the service goes on. */
const maxLength = 8 * 2 ** 20;

let opened: DestinationStream | undefined;

/**
 * Standard output, which is written without waiting for it, some lines at a time; an error of it ends nothing. Pino flushes it at a line of level fatal, and
 * when the process exits, also by `process.exit` after an error that nobody caught.
 */
export function stdout(): DestinationStream {
  opened ??= openStdout();
  return opened;
}

function openStdout(): DestinationStream {
  const destination = pino.destination({ dest: 1, sync: false, minLength, maxLength, periodicFlush });
  // What could not be written waits, and is tried again by the next flush. Nobody can be told, and no request is to suffer.
  destination.on('error', () => undefined);
  return destination;
}
