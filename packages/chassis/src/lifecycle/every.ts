import type { Logger } from '../log';
import type { Component } from './lifecycle';

interface Periodic {
  /** Names the component and its log lines. */
  name: string;
  intervalMs: number;
  logger: Logger;
  /** Signalled when the component stops. */
  run(signal: AbortSignal): Promise<void> | void;
  /**
   * When it runs for the first time: `awaited` before the components after it start, `at-once` beside them, or
   * `later`, after the first interval.
   */
  first?: 'awaited' | 'at-once' | 'later';
}

/**
 * A periodic job: it runs, then waits for the interval, so that no two runs overlap. A run that fails is logged, once in a row,
 * and tried again at the next; stopping waits for the run that is under way.
 */
export function every({ name, intervalMs, logger, run, first = 'later' }: Periodic): Component {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let isFailing = false;

  const once = async () => {
    try {
      await run(stopping.signal);
      isFailing = false;
    } catch (error) {
      if (!isFailing) logger.warn({ err: error, job: name }, 'periodic job failed, retrying at its next run');
      isFailing = true;
    }
  };
  const runAndRepeat = () => {
    running = once().finally(() => {
      if (!stopping.signal.aborted) repeat();
    });
  };
  const repeat = () => {
    timer = setTimeout(runAndRepeat, intervalMs);
    timer.unref();
  };

  return {
    name,
    async start() {
      if (first === 'awaited') await once();
      if (first === 'at-once') runAndRepeat();
      else repeat();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
