import { join } from 'node:path';
import { compile, generateAndCompile } from '../build.ts';
import { UserError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';
import { runCommand, tail } from '../processes/run-command.ts';
import { root } from '../stack/config.ts';
import type { TestCounts, TestSummary } from './test-summary.ts';

/**
 * Generates, compiles and, of everything, makes the gateway's pages, which checks read; without this no test can run.
 * @param projects folders with a tsconfig.json, which are compiled with all that they refer to; everything without one
 */
export async function checkTypes(projects: readonly string[] = []): Promise<TestCounts> {
  return countCommand(await generateAndCompile(projects));
}

/** @throws UserError when a project, or what it refers to, does not compile */
export async function compileFor(project: string): Promise<void> {
  const { code, output } = await compile([project]);
  if (code !== 0) throw new UserError(`${project} does not compile:\n${tail(output, 30)}`);
}

const lint = () => check('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.');

/** Lint and format, and what the check scripts say of the tree: two at a time, as each of them keeps one processor busy. */
export async function checkStyle(summary: TestSummary): Promise<void> {
  const scripts = ['unused', 'vocabulary', 'protos', 'references', 'drift'];
  const checks = [
    ...scripts.map(name => [name, () => check(`scripts/check-${name}.ts`)] as const),
    ['lint', lint] as const,
  ];
  await inParallel(checks, ([name, run]) => summary.count(name, run), 2);
}

async function check(script: string, ...args: string[]): Promise<TestCounts> {
  return countCommand(await runCommand(process.execPath, [join(root, script), ...args], { cwd: root }));
}

function countCommand({ code, output }: { code: number; output: string }): TestCounts {
  if (code === 0) return { passed: 1, failed: 0 };
  console.error(output.trimEnd());
  return { passed: 0, failed: 1 };
}
