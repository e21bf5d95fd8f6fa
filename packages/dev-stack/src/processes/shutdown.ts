import { ShutdownRequested } from '../errors.ts';
import { log } from '../log.ts';

export interface Shutdown {
  /** Never settles, or rejects with ShutdownRequested. */
  readonly requested: Promise<never>;
  /** What to do first at the first request; and what to do at the second, by somebody without patience. */
  handle(onFirst: () => void, onSecond: () => void): void;
}

/**
 * Listens for requests to stop: Ctrl-C, SIGTERM, a closed terminal, and the end of the bootstrap that started us, which
 * even kill -9 cannot hide. Until `handle` is called the program simply exits.
 */
export function listenForShutdown(): Shutdown {
  let first: () => void = () => process.exit(130);
  let second: () => void = () => process.exit(130);
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  let isRequested = false;
  const request = () => {
    if (isRequested) return;
    isRequested = true;
    first();
    reject(new ShutdownRequested());
  };
  process.on('SIGINT', () => (isRequested ? second() : request()));
  for (const event of ['SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(event, request);
  // A terminal that is gone must not end us before the processes are stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    requested: promise,
    handle(onFirst, onSecond) {
      first = () => {
        log('stopping … (Ctrl-C again ends everything at once)');
        onFirst();
      };
      second = () => {
        onSecond();
        process.exit(130);
      };
    },
  };
}
