import { build } from '../build.ts';
import { developmentConfig } from './config.ts';
import { runStack } from './run-stack.ts';

export interface StartOptions {
  /** Deletes the state of earlier runs first. */
  fresh: boolean;
}

/** Brings the system up on this machine and keeps it up until it is told to stop. @returns the exit code */
export function start({ fresh }: StartOptions): Promise<number> {
  return runStack({ config: developmentConfig(), fresh, build, whileRunning: () => new Promise(() => {}) });
}
