import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

/**
 * Milliseconds that stand for so many of an idle machine: more while others want the processors too, and at least
 * TEST_TIMEOUT_FACTOR times as many where that is set. A bound that is to hold on any machine is scaled when it is compared.
 */
export function scaled(ms: number): number {
  const factor = Math.max(Number(process.env.TEST_TIMEOUT_FACTOR ?? 1), demand() / availableParallelism());
  return ms * Math.max(1, factor);
}

/** How many want a processor: on average of a minute, or at this moment, which only Linux tells (proc_loadavg(5)). */
function demand(): number {
  const [average = 0] = loadavg();
  try {
    return Math.max(average, Number(readFileSync('/proc/loadavg', 'utf8').split(/[ /]/)[3]));
  } catch {
    return average;
  }
}
