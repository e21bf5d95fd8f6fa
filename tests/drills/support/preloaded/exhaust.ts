/**
 * Loaded by Node.js in front of a service that a drill exhausts: at SIGUSR2 it does what the file DRILL_EXHAUST says, `memory`: its heap fills,
 * some megabytes at a time, or `loop`: its event loop stands still for five seconds.
 */
import { readFileSync } from 'node:fs';

const blockMs = 5_000;
const kept: object[] = [];

function fillHeap(): void {
  kept.push(Array.from({ length: 100_000 }, (_, index) => ({ index })));
  setTimeout(fillHeap, 20);
}

process.on('SIGUSR2', () => {
  const what = readFileSync(process.env.DRILL_EXHAUST ?? '', 'utf8');
  if (what === 'memory') fillHeap();
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs);
});
