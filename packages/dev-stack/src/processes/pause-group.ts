import { signalGroup } from './pid-files.ts';
import { isGroupStopped } from './process-info.ts';

/** Longer than this nobody is kept waiting, milliseconds. */
const PATIENCE_MS = 100;

/**
 * Runs the step while no process of the group does anything, then lets them go on.
 * @returns false when they could not be stopped in time; then the step has not run
 */
export function whileGroupPaused(group: number, step: () => void): boolean {
  signalGroup(group, 'SIGSTOP');
  try {
    const deadline = performance.now() + PATIENCE_MS;
    while (!isGroupStopped(group)) {
      if (performance.now() > deadline) return false;
      sleepMs(1);
    }
    step();
    return true;
  } finally {
    signalGroup(group, 'SIGCONT');
  }
}

// Synchronous, because nothing of ours may come between the two signals.
function sleepMs(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
