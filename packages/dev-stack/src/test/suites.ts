import { statSync } from 'node:fs';
import { join } from 'node:path';
import { buildSite } from '../build.ts';
import { systemPrograms } from '../servers/system-packages.ts';
import { SERVICES } from '../services.ts';
import { root } from '../stack/config.ts';
import { halves } from './halves.ts';
import { runJest } from './jest.ts';
import { findKeptServers } from './kept-servers.ts';
import type { TestOptions } from './options.ts';
import { findPrograms } from './programs.ts';
import { runScriptTests } from './script-tests.ts';
import type { Servers } from './servers.ts';
import type { RunningSystem } from './system.ts';
import { isDrill, needsSystem, type TestFile, type TestKind } from './test-files.ts';
import { SECOND, type TestRun } from './test-run.ts';
import { sum, type TestCounts, type TestSummary } from './test-summary.ts';

/** In this order, the quickest first. Drills kill processes, so they come last. */
const TITLES: readonly (readonly [TestKind, string])[] = [
  ['script', 'tests of scripts'],
  ['unit', 'unit tests'],
  ['integration', 'integration tests'],
  ['end-to-end', 'end-to-end tests'],
  ['drill', 'drills'],
  ['long-drill', 'long drills'],
];

const NO_SERVERS = { TEST_POSTGRES_URL: '', TEST_AMQP_URL: '', TEST_AMQP_MANAGEMENT_URL: '' };

/** Runs test files, each kind against what it needs, which is started when it is first needed. */
export class Suites {
  #servers: Promise<Servers> | undefined;
  #systems: Promise<RunningSystem>[] = [];

  readonly #run: TestRun;
  readonly #options: TestOptions;

  constructor(run: TestRun, options: TestOptions) {
    this.#run = run;
    this.#options = options;
  }

  /** Servers and system run on after it, but for servers that a system follows. @returns how many tests have run */
  async runAll(files: readonly TestFile[], summary: TestSummary): Promise<number> {
    let ran = 0;
    // What takes long begins while other tests run. Why it could not be started is said when it is needed.
    if (this.#options.compose && files.some(needsSystem)) this.#systemAt(0).catch(() => {});
    if (files.some(({ kind }) => kind === 'integration')) this.#serversStarted().catch(() => {});
    for (const [kind, title] of TITLES) {
      const ofKind = files.filter(file => file.kind === kind);
      if (ofKind.length > 0) {
        const { passed, failed } = await summary.count(title, () => this.#runKind(kind, title, ofKind));
        ran += passed + failed;
      }
      if (kind === 'integration' && files.some(needsSystem)) await this.#stopServers();
    }
    return ran;
  }

  /** For when the code of the services has changed. */
  async stopSystem(): Promise<void> {
    const systems = this.#systems;
    this.#systems = [];
    await Promise.all(systems.map(async system => (await system).stop()));
  }

  async #stopServers(): Promise<void> {
    const servers = this.#servers;
    this.#servers = undefined;
    await (await servers)?.stop();
  }

  async #runKind(kind: TestKind, title: string, files: TestFile[]): Promise<TestCounts> {
    const { name } = this.#options;
    if (kind === 'script') return runScriptTests(files, name);
    const { possible, env: programs } = await findPrograms(files);
    if (possible.length === 0) return { passed: 0, failed: 0 };
    if (isDrill(kind)) return this.#runDrills(possible, programs, title);
    const env = { ...(await this.#environmentOf(kind, possible)), ...programs };
    return runJest({ files: possible, env, name, title: kind, ...this.#run });
  }

  /**
   * What one drill breaks, another would find broken. So those that share a system run one after the other, on two systems that halve
   * the time; beside them run those with a system of their own.
   */
  async #runDrills(files: TestFile[], programs: Record<string, string>, title: string): Promise<TestCounts> {
    const { name } = this.#options;
    const { own = [], shared = [] } = Object.groupBy(files, file => (hasOwnSystem(file) ? 'own' : 'shared'));
    const run = async (ofRun: TestFile[], suffix: string, system?: number) => {
      if (ofRun.length === 0) return { passed: 0, failed: 0 };
      const env = { ...(system !== undefined && (await this.#systemAt(system)).env), ...programs };
      return runJest({ files: ofRun, env, name, title: title + suffix, inBand: true, ...this.#run });
    };
    const [first, second] = halves(shared, sizeOf);
    return sum(await Promise.all([run(own, ' beside'), run(first, '', 0), run(second, ' on a second system', 1)]));
  }

  async #environmentOf(kind: TestKind, files: TestFile[]): Promise<Record<string, string>> {
    if (kind === 'unit') return NO_SERVERS;
    if (kind !== 'integration') return (await this.#systemAt(0)).env;
    const { postgresUrl, amqpUrl, managementUrl } = await this.#serversStarted();
    const { createTemplates } = await import('./templates.ts');
    const tested = SERVICES.filter(({ name }) =>
      files.some(({ path }) => path.startsWith(`${name}/`) || path.startsWith('tests/')),
    );
    await createTemplates(postgresUrl, tested);
    return { TEST_POSTGRES_URL: postgresUrl, TEST_AMQP_URL: amqpUrl, TEST_AMQP_MANAGEMENT_URL: managementUrl };
  }

  // What follows is loaded late, because it imports packages that are compiled by then.

  async #startServers(): Promise<Servers> {
    if (this.#options.containers) return (await import('./containers.ts')).startContainers(this.#run);
    const { startServers } = await import('./servers.ts');
    return (await findKeptServers()) ?? startServers(this.#run, await systemPrograms());
  }

  #serversStarted(): Promise<Servers> {
    this.#servers ??= this.#startServers();
    return this.#servers;
  }

  #systemAt(index: number): Promise<RunningSystem> {
    this.#systems[index] ??= this.#startSystem(index);
    return this.#systems[index];
  }

  async #startSystem(index: number): Promise<RunningSystem> {
    if (this.#options.compose) return (await import('./compose.ts')).startCompose(this.#run);
    const { startSystem } = await import('./system.ts');
    // One after the other, as each takes both processors.
    if (index > 0) await this.#systemAt(index - 1);
    await buildSite();
    const directory = join(this.#run.directory, ...(index === 0 ? [] : [SECOND]));
    return startSystem({ ...this.#run, directory }, await systemPrograms());
  }
}

/** Drills that start what they break, or measure, in a tree or a folder apart. */
function hasOwnSystem({ path }: TestFile): boolean {
  return /^tests\/drills\/(long\/(?!alarms\b)[\w-]+|bench|traces)\.test\.ts$/.test(path);
}

/** Large files take long. */
const sizeOf = ({ path }: TestFile): number => statSync(join(root, path)).size;
