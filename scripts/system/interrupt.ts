import { say } from './say.ts';

/** Ends whatever is awaited when somebody wants the program to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

export interface Interruption {
  /** Never settles, or rejects with Interrupted. */
  readonly asked: Promise<never>;
  /** What to do first when asked; and what to do when asked again, by somebody without patience. */
  handle(onFirst: () => void, onSecond: () => void): void;
}

/**
 * Listens for requests to stop: Ctrl-C, SIGTERM, a closed terminal, and the end of the bootstrap that started us, which
 * even kill -9 cannot hide. Until `handle` is called the program simply exits.
 */
export function listenForInterruption(): Interruption {
  let first: () => void = () => process.exit(130);
  let second: () => void = () => process.exit(130);
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  let asked = false;
  const ask = () => {
    if (asked) return;
    asked = true;
    first();
    reject(new Interrupted());
  };
  process.on('SIGINT', () => (asked ? second() : ask()));
  for (const event of ['SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(event, ask);
  // A terminal that is gone must not end us before the processes are stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    asked: promise,
    handle(onFirst, onSecond) {
      first = () => {
        say('stopping … (Ctrl-C again ends everything at once)');
        onFirst();
      };
      second = () => {
        onSecond();
        process.exit(130);
      };
    },
  };
}
