import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compile, generate } from '../prepare.ts';
import { run } from '../system/run.ts';
import type { Outcome, Tally } from './tally.ts';

/** Generates and compiles; without it no test can run. */
export async function checkTypes(root: string): Promise<Outcome> {
  await generate(root);
  return verdict(await compile(root));
}

/** Lint and format, and whether files made from others are up to date. */
export async function checkStyle(root: string, tally: Tally): Promise<void> {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  await tally.count('lint', () => check(root, [biome, 'check', '--error-on-warnings', '.']));
  const drift = join(root, 'scripts/check-drift.ts');
  if (existsSync(drift)) await tally.count('drift', () => check(root, [drift]));
}

async function check(root: string, args: string[]): Promise<Outcome> {
  return verdict(await run(process.execPath, args, { cwd: root }));
}

function verdict({ code, output }: { code: number; output: string }): Outcome {
  if (code === 0) return { passed: 1, failed: 0 };
  console.error(output.trimEnd());
  return { passed: 0, failed: 1 };
}
