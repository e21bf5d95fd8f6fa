/** What a worker thread of {@link createHashPool} runs: one job after the other. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { type Job, runJob } from './hashes';

/** Of nineteen steps down: low enough that hashing takes what requests leave, with a share of an idle machine all the same. */
const lowPriority = 10;

try {
  // Linux has a priority for each thread; where there is one for the whole process, everything would become slower.
  if (process.platform === 'linux') setPriority(lowPriority);
} catch {
  // A sandbox may forbid it. Passwords are then checked at the priority of everything else.
}

parentPort?.on('message', (job: Job) => parentPort?.postMessage(runJob(job)));
