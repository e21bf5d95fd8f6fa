import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Job, JobResult } from './hashes';

/**
 * Worker threads that hash, at a priority below that of the thread that serves requests: on a machine with few cores a
 * storm of logins would otherwise starve everybody else.
 */
export interface HashPool {
  /** Runs on an idle thread, or on a new one: the caller bounds how many there are. */
  run<J extends Job>(job: J): Promise<JobResult<J>>;
  stop(): Promise<void>;
}

export function createHashPool(): HashPool {
  const all = new Set<Worker>();
  const idle: Worker[] = [];
  const spawn = () => {
    const worker = new Worker(join(__dirname, 'hash-worker.js'));
    all.add(worker);
    worker
      .on('error', () => undefined)
      .once('exit', () => {
        all.delete(worker);
        if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
      });
    return worker;
  };
  return {
    run<J extends Job>(job: J) {
      const worker = idle.pop() ?? spawn();
      return new Promise<JobResult<J>>((resolve, reject) => {
        const removeListeners = () => worker.removeAllListeners('message').off('error', onError).off('exit', onExit);
        // A worker that throws exits by itself, and is not used again.
        const onError = (error: unknown) => {
          removeListeners();
          reject(error);
        };
        const onExit = () => onError(new Error('The hashing thread was terminated.'));
        worker.on('error', onError).on('exit', onExit);
        worker.once('message', (result: JobResult<J>) => {
          removeListeners();
          worker.unref();
          idle.push(worker);
          resolve(result);
        });
        worker.ref();
        worker.postMessage(job);
      });
    },
    async stop() {
      idle.length = 0;
      await Promise.all([...all].map(worker => worker.terminate()));
    },
  };
}
