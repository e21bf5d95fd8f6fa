/** What a thread of {@link createHashThreads} runs: one job after the other. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { type Job, perform } from './hashes';

/** Of nineteen steps down: far enough that who hashes has what the others leave, and a share of an idle machine all the same. */
const lower = 10;

try {
  // Linux has a priority for each thread; where there is one for the whole process, all would become slower.
  if (process.platform === 'linux') setPriority(lower);
} catch {
  // A sandbox may forbid it. Passwords are then checked at the priority of everything else.
}

parentPort?.on('message', (job: Job) => parentPort?.postMessage(perform(job)));
