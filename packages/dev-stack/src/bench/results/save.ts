import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../../processes/run-command.ts';
import { root } from '../../stack/config.ts';
import { type BenchResults, benchResults, type CaseResult } from './result.ts';

/** What is measured on, and what else it does now. */
export const describeMachine = (): BenchResults['machine'] => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  os: `${type()} ${release()}`,
  node: process.versions.node,
  loadAverage: Number((loadavg()[0] ?? 0).toFixed(1)),
});

/** The commit that is checked out; with `-dirty` where files differ from it. */
export async function currentCommit(): Promise<string> {
  const { code, output } = await runCommand('git', ['describe', '--always', '--dirty', '--abbrev=12'], { cwd: root });
  return code === 0 ? output.trim() : 'unknown';
}

/** Why goals are missed, by result: bench/limits.json. */
export const readLimits = (): Record<string, string> =>
  JSON.parse(readFileSync(join(root, 'bench/limits.json'), 'utf8'));

/** Writes what a whole run has found; a run of some cases replaces theirs, if what it finds there is of the same format. */
export function saveResults(path: string, results: BenchResults, isWhole: boolean): void {
  const all = isWhole ? results : { ...results, cases: merge(readCases(path), results.cases) };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(benchResults.parse(all), null, 2)}\n`);
}

function readCases(path: string): CaseResult[] {
  try {
    return benchResults.parse(JSON.parse(readFileSync(path, 'utf8'))).cases;
  } catch {
    return [];
  }
}

/** In the order of before, with what is new at the end. */
export function merge(before: readonly CaseResult[], now: readonly CaseResult[]): CaseResult[] {
  const newer = new Map(now.map(result => [result.name, result]));
  const kept = before.map(result => newer.get(result.name) ?? result);
  const known = new Set(before.map(({ name }) => name));
  return [...kept, ...now.filter(({ name }) => !known.has(name))];
}
