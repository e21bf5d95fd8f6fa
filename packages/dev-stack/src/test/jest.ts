import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { root } from '../stack/config.ts';
import { REPORTER_VARIABLE, type ReporterSettings } from './jest-reporter.ts';
import { outputOf, type TestFile } from './test-files.ts';
import type { TestCounts } from './test-summary.ts';

export interface JestOptions {
  files: readonly TestFile[];
  /** Where its report goes, under the title of the run. */
  directory: string;
  title: string;
  /** What the suites are told beside our own environment. */
  env: Record<string, string>;
  /** Only the tests whose names match. */
  name?: string | undefined;
  /** One file after the other. */
  inBand?: boolean;
  /** Gets what ends the run early. */
  onClose: (stop: () => Promise<void>) => void;
}

/** Runs what the files are compiled to with its output on our own, and counts by its report. */
export async function runJest(options: JestOptions): Promise<TestCounts> {
  const { files, directory, title, env, name, inBand, onClose } = options;
  const report = join(directory, `${title}.json`);
  rmSync(report, { force: true });
  const sources = Object.fromEntries(files.map(({ path }) => [outputOf(path), join(root, path)]));
  const settings: ReporterSettings = { sources, report };
  const args = [
    join(root, 'node_modules/jest/bin/jest.js'),
    `--config=${join(root, 'jest.config.cjs')}`,
    `--reporters=${join(import.meta.dirname, 'jest-reporter.ts')}`,
    `--testEnvironment=${join(import.meta.dirname, 'file-environment.ts')}`,
    `--testRunner=${join(import.meta.dirname, 'file-runner.ts')}`,
    `--testSequencer=${join(import.meta.dirname, 'file-sequencer.ts')}`,
    '--ci',
    ...(inBand ? ['--runInBand'] : []),
    ...(name === undefined ? [] : [`--testNamePattern=${name}`]),
    '--runTestsByPath',
    ...Object.keys(sources),
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env, [REPORTER_VARIABLE]: JSON.stringify(settings) },
    // What Jest and the tests print goes to standard error, since our last line of standard output has the counts.
    stdio: ['ignore', 2, 2],
  });
  onClose(async () => {
    child.kill();
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', status => resolve(status ?? 1));
  });
  if (!existsSync(report)) throw new UserError(`Jest exited with ${code} and wrote no report.`);
  const { passed, failed } = JSON.parse(readFileSync(report, 'utf8')) as TestCounts;
  // Jest may fail for another reason than a test, such as an open handle.
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}
