import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root } from '../stack/config.ts';
import type { TestFile } from './test-files.ts';
import type { TestCounts } from './test-summary.ts';

/** Runs the tests of files that Node runs uncompiled, by Node's own runner. @param name only tests whose names match */
export async function runScriptTests(files: readonly TestFile[], name?: string): Promise<TestCounts> {
  const counts = { passed: 0, failed: 0 };
  const tests = run({
    files: files.map(({ path }) => join(root, path)),
    concurrency: availableParallelism(),
    ...(name !== undefined && { testNamePatterns: new RegExp(name, 'i') }),
  });
  tests.on('test:pass', ({ details, skip }) => {
    if (details.type !== 'suite' && skip === undefined) counts.passed++;
  });
  tests.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') counts.failed++;
  });
  for await (const text of tests.compose<NodeJS.ReadableStream>(spec)) process.stderr.write(text);
  return counts;
}
