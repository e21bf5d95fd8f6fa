import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../system/run.ts';
import { Plain } from '../system/say.ts';
import type { Outcome } from './tally.ts';

export interface JestRun {
  root: string;
  /** A project of jest.config.cjs. */
  project: string;
  /** Where its report goes. */
  directory: string;
  env: Record<string, string>;
  /** Only the files that match; then it is no failure that none does. */
  only: string | undefined;
  /** Gets what ends the run early. */
  onClose: (stop: () => Promise<void>) => void;
}

// The part that we read of what `jest --json` writes.
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
}

/** Runs one of Jest's projects with its output on our own, and counts by its report. */
export async function jest({ root, project, directory, env, only, onClose }: JestRun): Promise<Outcome> {
  const report = join(directory, `${project}.json`);
  rmSync(report, { force: true });
  const args = [
    ...jestCommand(root, project),
    ...['--json', `--outputFile=${report}`],
    ...(only === undefined ? [] : [`--testPathPatterns=${only}`, '--passWithNoTests']),
  ];
  // With --json Jest also prints the report; what people read goes to standard error.
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onClose(async () => {
    child.kill();
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', status => resolve(status ?? 1));
  });
  if (!existsSync(report)) throw new Plain(`Jest ended with ${code} and wrote no report.`);
  return outcome(JSON.parse(readFileSync(report, 'utf8')) as Report, code);
}

/** True when the project has a test file that matches the pattern. */
export async function hasTests(root: string, project: string, only: string): Promise<boolean> {
  const { output } = await run(process.execPath, [
    ...jestCommand(root, project),
    '--listTests',
    `--testPathPatterns=${only}`,
  ]);
  return output.includes('.test.js');
}

function jestCommand(root: string, project: string): string[] {
  const config = join(root, 'jest.config.cjs');
  return [join(root, 'node_modules/jest/bin/jest.js'), `--config=${config}`, '--ci', `--selectProjects=${project}`];
}

function outcome({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites }: Report, code: number): Outcome {
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // Jest may be unhappy for another reason than a test, such as that it found none.
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
