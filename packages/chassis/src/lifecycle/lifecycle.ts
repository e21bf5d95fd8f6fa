import type { Logger } from '../log';

/** One part of a service, started in order and stopped in reverse. */
export interface Part {
  name: string;
  start?: () => Promise<void> | void;
  stop?: () => Promise<void> | void;
}

export interface Running {
  start(): Promise<void>;
  /** Idempotent; each part gets at most `partBudgetMs`. */
  stop(): Promise<void>;
}

const partBudgetMs = 12_000;

/** One ordered start and its reverse. A part that fails to start stops what had started, and the error goes on. */
export function lifecycle(logger: Logger, parts: readonly Part[]): Running {
  const started: Part[] = [];
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    for (const part of started.toReversed()) {
      try {
        await withBudget(part);
      } catch (error) {
        logger.error({ err: error, part: part.name }, 'a part did not stop cleanly');
      }
    }
    started.length = 0;
  }

  const stop = () => {
    stopping ??= stopAll();
    return stopping;
  };
  return {
    async start() {
      for (const part of parts) {
        try {
          await part.start?.();
          started.push(part);
        } catch (error) {
          await stop();
          throw error;
        }
      }
    },
    stop,
  };
}

async function withBudget(part: Part): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${part.name} did not stop within ${partBudgetMs} ms`)), partBudgetMs);
  });
  try {
    await Promise.race([Promise.resolve(part.stop?.()), late]);
  } finally {
    clearTimeout(timer);
  }
}
