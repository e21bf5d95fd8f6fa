import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Shutdown } from '../processes/shutdown.ts';
import { Supervisor } from '../processes/supervisor.ts';
import { root } from '../stack/config.ts';
import { openTestRun, type TestRun } from '../test/test-run.ts';

/** Where a benchmark runs, and what starts processes for it. */
export interface BenchRun {
  run: TestRun;
  /** Of what runs beside the system, whose own folder is `system`. */
  directory: string;
  supervisor: Supervisor;
}

/** Runs a benchmark whose processes and files are gone when it ends, however that is. @returns the exit code */
export async function inBenchRun(work: (bench: BenchRun) => Promise<number>, shutdown: Shutdown): Promise<number> {
  const run = await openTestRun(join(root, '.local/bench'), String(process.pid), 'npm run bench');
  shutdown.handle(() => {}, run.kill);
  const directory = join(run.directory, 'servers');
  mkdirSync(directory, { recursive: true });
  const supervisor = new Supervisor(directory);
  run.onClose(() => supervisor.stop());
  try {
    return await Promise.race([work({ run, directory, supervisor }), shutdown.requested]);
  } finally {
    await run.close(false);
  }
}
