import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { root } from '../stack/config.ts';
import { type FileCounts, REPORTER_VARIABLE, type ReporterSettings } from './jest-reporter.ts';
import { outputOf, type TestFile } from './test-files.ts';
import { sum, type TestCounts } from './test-summary.ts';

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

/**
 * Runs what the files are compiled to with its output on our own, and counts by its report. With `TEST_SECOND_TRY` what has
 * failed is run once more, one file after the other, and is named when it passes then: where others use the machine too,
 * one test in thousands must not hide what all others say.
 */
export async function runJest(options: JestOptions): Promise<TestCounts> {
  const first = await runOnce(options);
  const names = new Set(first.filter(({ failed }) => failed > 0).map(({ path }) => path));
  const files = options.files.filter(({ path }) => names.has(join(root, path)));
  if (!process.env.TEST_SECOND_TRY || files.length === 0) return sum(first);
  const second = await runOnce({ ...options, files, title: `${options.title} again`, inBand: true });
  for (const { path, failed } of second) if (failed === 0) log(`passed only when run again: ${relative(root, path)}`);
  return sum([...first.filter(({ path }) => !names.has(path)), ...second]);
}

async function runOnce(options: JestOptions): Promise<FileCounts[]> {
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
  const counts = JSON.parse(readFileSync(report, 'utf8')) as FileCounts[];
  const isOtherFailure = code !== 0 && counts.every(({ failed }) => failed === 0);
  // Jest may fail for another reason than a test, such as an open handle.
  return isOtherFailure ? [...counts, { path: root, passed: 0, failed: 1 }] : counts;
}
