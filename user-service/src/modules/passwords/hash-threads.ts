import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Job, Outcome } from './hashes';

/**
 * Threads that hash, at a priority below that of the thread that serves requests: on a machine with few cores a storm of
 * logins would otherwise take away from it what everybody else waits for.
 */
export interface HashThreads {
  /** Takes a thread that has nothing to do, or one more: how many there are is for the caller to bound. */
  perform<J extends Job>(job: J): Promise<Outcome<J>>;
  stop(): Promise<void>;
}

export function createHashThreads(): HashThreads {
  const all = new Set<Worker>();
  const idle: Worker[] = [];
  const begin = () => {
    const thread = new Worker(join(__dirname, 'hash-thread.js'));
    all.add(thread);
    thread
      .on('error', () => undefined)
      .once('exit', () => {
        all.delete(thread);
        if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1);
      });
    return thread;
  };
  return {
    perform<J extends Job>(job: J) {
      const thread = idle.pop() ?? begin();
      return new Promise<Outcome<J>>((resolve, reject) => {
        const settle = () => thread.removeAllListeners('message').off('error', failed).off('exit', ended);
        // Ends by itself, and is not taken again.
        const failed = (error: unknown) => {
          settle();
          reject(error);
        };
        const ended = () => failed(new Error('The thread that hashed was ended.'));
        thread.on('error', failed).on('exit', ended);
        thread.once('message', (outcome: Outcome<J>) => {
          settle();
          thread.unref();
          idle.push(thread);
          resolve(outcome);
        });
        thread.ref();
        thread.postMessage(job);
      });
    },
    async stop() {
      idle.length = 0;
      await Promise.all([...all].map(thread => thread.terminate()));
    },
  };
}
