import type { Logger } from '../log';

/** A component of a service, started in order and stopped in reverse. */
export interface Component {
  name: string;
  start?: () => Promise<void> | void;
  stop?: () => Promise<void> | void;
}

export interface App {
  start(): Promise<void>;
  /** Sends callers to other instances while it answers those that still come, for a bounded time; comes before a stop, or not at all. */
  drain?(): Promise<void>;
  /** Idempotent; each component gets at most `componentBudgetMs`. */
  stop(): Promise<void>;
}

const componentBudgetMs = 12_000;

/** One ordered start and its reverse. A component that fails to start stops what had started, and the error goes on. */
export function lifecycle(logger: Logger, components: readonly Component[]): App {
  const started: Component[] = [];
  let stopping: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    for (const component of started.toReversed()) {
      try {
        await withBudget(component);
      } catch (error) {
        logger.error({ err: error, component: component.name }, 'component did not stop cleanly');
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
      for (const component of components) {
        try {
          await component.start?.();
          started.push(component);
        } catch (error) {
          await stop();
          throw error;
        }
      }
    },
    stop,
  };
}

async function withBudget(component: Component): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${component.name} did not stop within ${componentBudgetMs} ms`)),
      componentBudgetMs,
    );
  });
  try {
    await Promise.race([Promise.resolve(component.stop?.()), late]);
  } finally {
    clearTimeout(timer);
  }
}
