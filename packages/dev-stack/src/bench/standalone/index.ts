import type { Shutdown } from '../../processes/shutdown.ts';
import type { BenchServer } from './bench-server.ts';

/** Benchmarks of one part, which print what they find and are run by name alone. Loaded late, because they import compiled packages. */
export const standalone = {
  'login-storm': onServer(() => import('./login-storm.ts').then(({ measureLoginStorm }) => measureLoginStorm)),
  'large-event': onServer(() => import('./large-event.ts').then(({ measureLargeEvent }) => measureLargeEvent)),
  'event-cost': shutdown => import('./event-cost.ts').then(({ measureEventCost }) => measureEventCost(shutdown)),
  texts: () => import('./texts.ts').then(({ measureTexts }) => measureTexts()),
} as const satisfies Record<string, (shutdown: Shutdown) => Promise<number>>;

export const isStandalone = (name: string | undefined): name is keyof typeof standalone =>
  name !== undefined && Object.hasOwn(standalone, name);

function onServer(load: () => Promise<(bench: BenchServer) => Promise<number>>) {
  return async (shutdown: Shutdown): Promise<number> => {
    const { onBenchServer } = await import('./bench-server.ts');
    return onBenchServer(await load(), shutdown);
  };
}
