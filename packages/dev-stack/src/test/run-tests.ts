import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { log } from '../log.ts';
import { listenForShutdown } from '../processes/shutdown.ts';
import { root } from '../stack/config.ts';
import { watchSources } from '../watch-sources.ts';
import { checkStyle, checkTypes } from './checks.ts';
import { keepServers, RUNS } from './kept-servers.ts';
import { isWholeRun, parseOptions, type TestOptions } from './options.ts';
import { runnable, selectTests } from './select-tests.ts';
import { Suites } from './suites.ts';
import { listTestFiles, needsSystem, projectOf, type TestFile } from './test-files.ts';
import { openTestRun } from './test-run.ts';
import { TestSummary } from './test-summary.ts';

/** Tests what is asked for; without being asked, everything from the tree's types to the running system. @returns the exit code */
export async function runTests(args: string[]): Promise<number> {
  const options = parseOptions(args);
  // For all that the tests start: what one process has compiled of the tools and services, the next need not.
  process.env.NODE_COMPILE_CACHE ??= join(root, '.local/compile-cache');
  if (options.servers) return keepServers();
  const shutdown = listenForShutdown();
  const files = selectTests(runnable(listTestFiles(), options), options, process.env.INIT_CWD ?? process.cwd());
  const run = await openTestRun(RUNS);
  const suites = new Suites(run, options);
  const summary = new TestSummary();
  shutdown.handle(() => {}, run.kill);
  try {
    const work = options.watch ? watchTests(suites, files, options) : runOnce(suites, files, options, summary);
    await Promise.race([work, shutdown.requested]);
  } finally {
    await run.close(!summary.isGreen);
    const logs = join(run.directory, 'logs');
    if (existsSync(logs)) log(`the logs of this run: ${logs}`);
  }
  console.log(String(summary));
  return summary.isGreen ? 0 : 1;
}

async function runOnce(
  suites: Suites,
  files: readonly TestFile[],
  options: TestOptions,
  summary: TestSummary,
): Promise<void> {
  const isWhole = isWholeRun(options);
  const types = await summary.count('types', () => checkTypes(isWhole ? [] : projectsOf(files)));
  if (isWhole && !options.compose && !options.only) await checkStyle(summary);
  // Whoever works on one part may go on while another part does not compile.
  if (types.failed > 0 && isWhole) return;
  const ran = await suites.runAll(files, summary);
  // Without a name none runs only where all need a browser and none can be had, which is said by then.
  if (ran === 0)
    summary.fail(options.name ? `No test of these files is named like ${options.name}.` : 'No test has run.');
}

/** Those that the files and what they run against are compiled by; none, for all, where the whole system is to run. */
function projectsOf(files: readonly TestFile[]): string[] {
  if (files.some(needsSystem)) return [];
  const projects = files.map(({ path }) => projectOf(path));
  return [
    ...new Set([...projects, ...(files.some(({ kind }) => kind === 'integration') ? ['packages/operations'] : [])]),
  ];
}

/** Runs the files, and runs them again after each change, until somebody ends it. */
async function watchTests(suites: Suites, files: readonly TestFile[], options: TestOptions): Promise<never> {
  const sources = await watchSources();
  for (;;) {
    const summary = new TestSummary();
    await runOnce(suites, files, options, summary);
    log(`${summary}. Waiting for a change; Ctrl-C ends it.`);
    const changed = await sources.next();
    log(`changed: ${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ' …' : ''}`);
    if (changed.some(path => !path.startsWith('tests/'))) await suites.stopSystem();
  }
}
