import { join } from 'node:path';
import { log } from '../log.ts';
import { systemPrograms } from '../servers/system-packages.ts';
import type { BenchRun } from './bench-run.ts';
import type { BenchCase, BenchContext } from './cases/case.ts';
import { loadDemo } from './data/demo.ts';
import { createSignToken } from './data/tokens.ts';
import { findLoad } from './load/load.ts';
import { measureInTurns } from './measure/pairs.ts';
import type { BenchOptions } from './options.ts';
import { profiled, profileServices } from './profile/profile-services.ts';
import { type CaseResult, toResults } from './results/result.ts';
import { currentCommit, describeMachine, readLimits, saveResults } from './results/save.ts';
import { toTable } from './results/table.ts';
import { copyRows } from './targets/copy-rows.ts';
import { startMonolith } from './targets/monolith.ts';
import { settleWithoutMails } from './targets/settle.ts';
import { benchConfig, startSystem } from './targets/system.ts';

/**
 * Measures cases on a system and a monolith that are started for it. What is found is written after each case.
 * @returns 1 where a case failed, or a reply was wrong
 */
export async function runCases(bench: BenchRun, cases: readonly BenchCase[], options: BenchOptions): Promise<number> {
  const [machine, commit] = [describeMachine(), await currentCommit()];
  const context = await startTargets(bench, options.profile);
  const { pairs, seconds, only, output } = options;
  const load = { reads: context.load.readsBy, writes: 'autocannon' } as const;
  const head = { machine, at: new Date().toISOString(), commit, load, pairs, seconds };
  const results: CaseResult[] = [];
  let failures = 0;
  for (const each of cases) {
    log(`measuring ${each.name}`);
    try {
      results.push(...(await measureCase(each, context, options)));
      saveResults(output, { ...head, cases: results }, only.length === 0);
    } catch (error) {
      failures++;
      log(`${each.name} failed: ${error instanceof Error ? error.message : error}`);
    }
  }
  console.log(`\n${toTable(results)}\n`);
  const wrong = results.filter(({ errors, yardstick }) => errors + (yardstick?.errors ?? 0) > 0);
  for (const { name } of wrong) log(`${name}: replies were wrong, so its numbers say nothing`);
  return failures + wrong.length > 0 ? 1 : 0;
}

async function measureCase(each: BenchCase, context: BenchContext, options: BenchOptions): Promise<CaseResult[]> {
  const comparison = await each.prepare(context);
  const sides = comparison.yardsticks.map(({ side }) => side);
  const compared = await measureInTurns(comparison.system, sides, options);
  if (options.profile) {
    const work = () => comparison.system.measure(options.seconds);
    console.log(`\n${await profileServices(context, each.name, work)}\n`);
  }
  return toResults(each.name, comparison, compared, readLimits());
}

/** @param isProfiled whether inspectors of services are to be opened */
async function startTargets(bench: BenchRun, isProfiled: boolean): Promise<BenchContext> {
  const { run, directory, supervisor } = bench;
  const load = await findLoad();
  const programs = await systemPrograms();
  const plain = await benchConfig(join(run.directory, 'system'));
  const config = isProfiled ? profiled(plain) : plain;
  const system = await startSystem(config, programs, run.onClose);
  const monolith = await startMonolith(directory, supervisor, { config, programs });
  log('loading the programme');
  const demo = await loadDemo(system);
  const context = { bench, programs, config, system, monolith, load, demo, signToken: createSignToken(config) };
  await settleWithoutMails(context);
  await copyRows(system, monolith.target);
  return context;
}
