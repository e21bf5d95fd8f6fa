import { join } from 'node:path';
import { build } from '../../build.ts';
import { startCompose } from '../../test/compose.ts';
import type { Measurement, Side } from '../measure/measurement.ts';
import { benchConfig, openStack } from '../targets/system.ts';
import type { BenchCase, BenchContext } from './case.ts';

const took = (ms: number): Measurement => ({
  requestsPerSecond: 1000 / ms,
  p50Ms: ms,
  p99Ms: ms,
  errors: 0,
  cpuMsPerRequest: null,
  rssMb: null,
});

/** What `npm start` does a second time: it looks whether anything is to be built, and starts what is there. */
async function secondStart({ bench, programs }: BenchContext): Promise<Side> {
  const config = await benchConfig(join(bench.run.directory, 'restarted'));
  const first = openStack(config, programs);
  bench.run.onClose(first.stop);
  await first.start();
  await first.stop();
  return {
    name: 'system',
    async measure() {
      const started = performance.now();
      await build();
      const stack = openStack(config, programs);
      bench.run.onClose(stack.stop);
      await stack.start();
      const ms = performance.now() - started;
      await stack.stop();
      return took(ms);
    },
  };
}

const composeUp = ({ bench }: BenchContext): Side => ({
  name: 'system',
  async measure() {
    const { upMs, stop } = await startCompose(bench.run);
    await stop();
    return took(upMs);
  },
});

export const secondStartCase: BenchCase = {
  name: 'second-start',
  prepare: async context => ({
    system: await secondStart(context),
    yardsticks: [],
    goals: [{ of: 'p50Ms', atMost: 6_000 }],
  }),
};

/** Needs Docker; images are built before it is measured. */
export const composeUpCase: BenchCase = {
  name: 'compose-up',
  byNameAlone: true,
  prepare: async context => ({
    system: composeUp(context),
    yardsticks: [],
    goals: [{ of: 'p50Ms', atMost: 20_000 }],
  }),
};
