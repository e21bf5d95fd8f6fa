import { join } from 'node:path';
import { buildSite, compile, generate } from '../prepare.ts';
import { run } from '../system/run.ts';
import type { Outcome, Tally } from './tally.ts';

/** Generates, compiles and makes the gateway's pages; without these no test can run. */
export async function checkTypes(root: string): Promise<Outcome> {
  await generate(root);
  const compiled = verdict(await compile(root));
  if (compiled.failed === 0) await buildSite(root);
  return compiled;
}

/** Lint and format, whether files made from others are up to date, and whether protos break no caller. */
export async function checkStyle(root: string, tally: Tally): Promise<void> {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  await tally.count('lint', () => check(root, [biome, 'check', '--error-on-warnings', '.']));
  await tally.count('drift', () => check(root, [join(root, 'scripts/check-drift.ts')]));
  await tally.count('protos', () => check(root, [join(root, 'scripts/check-protos.ts')]));
}

async function check(root: string, args: string[]): Promise<Outcome> {
  return verdict(await run(process.execPath, args, { cwd: root }));
}

function verdict({ code, output }: { code: number; output: string }): Outcome {
  if (code === 0) return { passed: 1, failed: 0 };
  console.error(output.trimEnd());
  return { passed: 0, failed: 1 };
}
