import { expect, test } from '@jest/globals';
import { createLogger } from '../log';
import { every } from './every';

const logger = createLogger('test', 'silent');

test('an awaited first run is over before the next component starts, and runs never overlap', async () => {
  let running = 0;
  let most = 0;
  const runs: (() => void)[] = [];
  const job = every({
    name: 'job',
    intervalMs: 0,
    logger,
    first: 'awaited',
    async run() {
      most = Math.max(most, ++running);
      await new Promise<void>(resolve => runs.push(resolve));
      running--;
    },
  });
  const starting = job.start?.();
  expect(runs).toHaveLength(1);
  runs.shift()?.();
  await starting;
  expect(running).toBe(0);
  for (let n = 0; n < 3; n++) {
    while (runs.length === 0) await new Promise(resolve => setImmediate(resolve));
    runs.shift()?.();
  }
  const stopping = job.stop?.();
  for (const end of runs) end();
  await stopping;
  expect({ running, most }).toEqual({ running: 0, most: 1 });
});

test('stopping signals the run that is under way and waits for it, and a failed run is followed by the next', async () => {
  let runs = 0;
  let isOver = false;
  const job = every({
    name: 'job',
    intervalMs: 0,
    logger,
    first: 'at-once',
    async run(signal) {
      if (++runs === 1) throw new Error('once');
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      isOver = true;
    },
  });
  await job.start?.();
  while (runs < 2) await new Promise(resolve => setImmediate(resolve));
  await job.stop?.();
  expect(isOver).toBe(true);
});

test('a first run at once has begun when the start is over, so that stopping waits for it too', async () => {
  let isOver = false;
  const job = every({
    name: 'job',
    intervalMs: 60_000,
    logger,
    first: 'at-once',
    async run() {
      await new Promise(resolve => setImmediate(resolve));
      isOver = true;
    },
  });
  await job.start?.();
  await job.stop?.();
  expect(isOver).toBe(true);
});
