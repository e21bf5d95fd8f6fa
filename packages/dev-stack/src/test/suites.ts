import { buildSite } from '../build.ts';
import { systemPrograms } from '../servers/system-packages.ts';
import { SERVICES } from '../services.ts';
import { runJest } from './jest.ts';
import { findKeptServers } from './kept-servers.ts';
import type { TestOptions } from './options.ts';
import { findPrograms } from './programs.ts';
import { runScriptTests } from './script-tests.ts';
import type { Servers } from './servers.ts';
import type { RunningSystem } from './system.ts';
import { isDrill, needsSystem, type TestFile, type TestKind } from './test-files.ts';
import type { TestRun } from './test-run.ts';
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
  #system: Promise<RunningSystem> | undefined;
  #images: Promise<void> | undefined;

  readonly #run: TestRun;
  readonly #options: TestOptions;

  constructor(run: TestRun, options: TestOptions) {
    this.#run = run;
    this.#options = options;
  }

  /** Servers and system run on after it, but for servers that a system follows. @returns how many tests have run */
  async runAll(files: readonly TestFile[], summary: TestSummary): Promise<number> {
    let ran = 0;
    if (this.#options.compose && this.#system === undefined && files.some(needsSystem))
      this.#images = this.#buildImages();
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
    const system = this.#system;
    this.#system = undefined;
    await (await system)?.stop();
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

  /** What one drill breaks, another would find broken; so beside it run only those with a system of their own. */
  async #runDrills(files: TestFile[], programs: Record<string, string>, title: string): Promise<TestCounts> {
    const { name } = this.#options;
    const { own = [], shared = [] } = Object.groupBy(files, file => (hasOwnSystem(file) ? 'own' : 'shared'));
    const runOwn = () =>
      runJest({ files: own, env: programs, name, title: `${title} beside`, inBand: true, ...this.#run });
    const runShared = async () => {
      const env = { ...(await this.#environmentOf('drill', shared)), ...programs };
      return runJest({ files: shared, env, name, title, inBand: true, ...this.#run });
    };
    const runs = [...(own.length > 0 ? [runOwn()] : []), ...(shared.length > 0 ? [runShared()] : [])];
    return sum(await Promise.all(runs));
  }

  async #environmentOf(kind: TestKind, files: TestFile[]): Promise<Record<string, string>> {
    if (kind === 'unit') return NO_SERVERS;
    if (kind !== 'integration') {
      this.#system ??= this.#startSystem();
      return (await this.#system).env;
    }
    this.#servers ??= this.#startServers();
    const { postgresUrl, amqpUrl, managementUrl } = await this.#servers;
    const { createTemplates } = await import('./templates.ts');
    const tested = SERVICES.filter(({ name }) =>
      files.some(({ path }) => path.startsWith(`${name}/`) || path.startsWith('tests/')),
    );
    await createTemplates(postgresUrl, tested);
    return { TEST_POSTGRES_URL: postgresUrl, TEST_AMQP_URL: amqpUrl, TEST_AMQP_MANAGEMENT_URL: managementUrl };
  }

  /** While other tests run, which wait more than they compute. */
  #buildImages(): Promise<void> {
    const built = import('./compose.ts').then(({ buildImages }) => buildImages());
    // Why they could not be built is said by what starts them.
    built.catch(() => {});
    return built;
  }

  // What follows is loaded late, because it imports packages that are compiled by then.

  async #startServers(): Promise<Servers> {
    if (this.#options.containers) return (await import('./containers.ts')).startContainers(this.#run);
    const { startServers } = await import('./servers.ts');
    return (await findKeptServers()) ?? startServers(this.#run, await systemPrograms());
  }

  async #startSystem(): Promise<RunningSystem> {
    if (this.#options.compose) return (await import('./compose.ts')).startCompose(this.#run, this.#images);
    const { startSystem } = await import('./system.ts');
    await buildSite();
    return startSystem(this.#run, await systemPrograms());
  }
}

/** Drills that start what they break, or measure, in a tree or a folder apart. */
function hasOwnSystem({ path }: TestFile): boolean {
  return /^tests\/drills\/(long\/(?!alarms\b)[\w-]+|bench|traces)\.test\.ts$/.test(path);
}
