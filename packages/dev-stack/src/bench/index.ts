import { build } from '../build.ts';
import { UserError } from '../errors.ts';
import { listenForShutdown, type Shutdown } from '../processes/shutdown.ts';
import type { Bench } from './bench-run.ts';

// All are loaded late, because they import packages that the build compiles.
const benches = {
  'login-storm': onServers(() => import('./login-storm.ts').then(({ measureLoginStorm }) => measureLoginStorm)),
  schedule: onServers(() => import('./schedule.ts').then(({ measureSchedule }) => measureSchedule)),
  texts: () => import('./texts.ts').then(({ measureTexts }) => measureTexts()),
};

function onServers(load: () => Promise<(bench: Bench) => Promise<number>>) {
  return async (shutdown: Shutdown): Promise<number> => {
    const { runBench } = await import('./bench-run.ts');
    return runBench(await load(), shutdown);
  };
}

function isBench(name: string): name is keyof typeof benches {
  return Object.hasOwn(benches, name);
}

/** Runs the bench of this name. @returns the exit code */
export async function bench(name = ''): Promise<number> {
  if (!isBench(name)) throw new UserError(`Usage: node scripts/bench.ts ${Object.keys(benches).join('|')}`);
  const shutdown = listenForShutdown();
  await build();
  return benches[name](shutdown);
}
