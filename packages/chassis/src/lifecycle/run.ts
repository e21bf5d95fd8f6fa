import { errorFields } from '../log';
import { flushTraces } from '../tracing';
import type { App } from './lifecycle';

const hardStopMs = 25_000;

/**
 * Runs a service until SIGTERM or SIGINT, then drains it and stops it in order; a second signal, or 25 s, ends it at once. A bad
 * environment or a failed start ends the process with one sentence and exit code 1, and what nobody caught with a line of the log.
 */
export async function run(make: () => App): Promise<void> {
  // Node.js would write the error with all of its members, where drivers put values of rows.
  process.on('uncaughtException', error => {
    console.error(JSON.stringify({ level: 'fatal', err: errorFields(error), msg: 'uncaught error' }));
    process.exit(1);
  });
  let running: App;
  try {
    running = make();
    await running.start();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), hardStopMs).unref();
    await running.drain?.();
    await running.stop();
    await flushTraces();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
