import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { unlessBuilt } from './build-stamp.ts';
import { UserError } from './errors.ts';
import { log, logProgress } from './log.ts';
import { type CommandResult, runCommand, tail } from './processes/run-command.ts';
import { SERVICES } from './services.ts';
import { root } from './stack/config.ts';
import { removeStaleOutputs } from './stale-outputs.ts';

/** Makes Node keep its compiled code, with which a program starts in two thirds of the time. */
export const compileCache = { NODE_COMPILE_CACHE: join(root, '.local/compile-cache') };

/**
 * Makes Node load what is told, and wait then for a byte of standard input.
 * @param loaded what the services import from npm, which no edit changes, or a service as a whole, where it is compiled
 */
export const waitingArgs = (loaded: 'dependencies' | 'service') => [
  '--import',
  `${import.meta.resolve('./dev/await-start.ts')}?${loaded}`,
];

/** tsc is a program of Go, which spends a quarter of its time on collecting garbage of some hundred megabytes unless it is told to let it lie. */
const LESS_COLLECTION = { GOGC: '400', GOMEMLIMIT: '2GiB' };

/** Makes what is made from other files: clients, compiled code, the gateway's pages; each only where it is out of date. */
export async function build(): Promise<void> {
  const { code, output } = await generateAndCompile([], () => log('generating clients and compiling …'));
  if (code !== 0) throw new UserError(`The project does not compile (npx tsc -b):\n${tail(output, 30)}`);
}

/**
 * Generates and compiles, unless all is up to date, in the order in which one needs the other: the services, their OpenAPI and the pages,
 * the types of packages/client, and then all that uses them.
 * @param projects as of {@link compile}
 * @param onOutdated is called before anything is made
 */
export async function generateAndCompile(
  projects: readonly string[] = [],
  onOutdated: () => void = () => {},
): Promise<CommandResult> {
  const isWhole = projects.length === 0;
  const result = await unlessBuilt({
    tree: root,
    stampFile: join(root, '.local/build.json'),
    isWhole,
    build() {
      onOutdated();
      return logProgress('compiling', () => makeAndCompile(projects, isWhole || projects.includes('tests')));
    },
  });
  return result === 'built' ? { code: 0, output: '' } : result;
}

async function makeAndCompile(projects: readonly string[], withSite: boolean): Promise<CommandResult> {
  await generateClients();
  if (withSite) {
    const compiled = await compile(SERVICES.map(({ name }) => name));
    if (compiled.code !== 0) return compiled;
    if (await buildSite()) await generateClients();
  }
  return compile(projects);
}

export function generateClients(): Promise<void> {
  return runScript('generate.ts', 'The clients cannot be generated (npm run generate)');
}

/**
 * Compiles projects and what they refer to; those with errors keep the code of their last success (noEmitOnError).
 * @param projects folders with a tsconfig.json; everything when there is none
 * @param signal kills it; what was made in part is made anew by the next run
 */
export function compile(projects: readonly string[] = [], signal?: AbortSignal): Promise<CommandResult> {
  removeStaleOutputs();
  // More checkers for one project find more of the same things again, which costs twice the time of two processors.
  const args = ['-b', '--checkers', '1', '--pretty', String(process.stdout.isTTY ?? false), ...projects];
  // tsc does not listen to SIGTERM.
  const options = {
    cwd: root,
    env: { ...LESS_COLLECTION, ...process.env },
    killSignal: 'SIGKILL' as const,
    ...(signal && { signal }),
  };
  return runCommand(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], options);
}

/**
 * The gateway's openapi.json, docs and problem pages, which are made from the compiled services.
 * @returns true where they were out of date
 */
export async function buildSite(): Promise<boolean> {
  const sources = [
    ...SERVICES.map(({ name }) => `${name}/dist`),
    'packages/chassis/dist',
    'packages/contracts/dist',
    'packages/contracts/samples',
    'api-gateway/examples.json',
    'scripts/site',
    'scripts/openapi.ts',
    'site/src',
    'site/shell.html',
    'packages/client/src',
  ];
  const builtAt = lastModified(join(root, 'api-gateway/site/openapi.json'));
  if (sources.every(path => lastModified(join(root, path)) <= builtAt)) return false;
  await makeSite();
  return true;
}

/** Begins the same, whether it is out of date or not, up to where the compiled services are loaded: `make` goes on from there. */
export function prepareSite(): { make(): Promise<void>; discard(): void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const made = makeSite(promise);
  // What was discarded ends with a failure of which nobody asks.
  made.catch(() => {});
  return {
    make() {
      resolve();
      return made;
    },
    discard: reject,
  };
}

function makeSite(goAhead?: Promise<void>): Promise<void> {
  return runScript('openapi.ts', "The gateway's pages cannot be made (node scripts/openapi.ts)", goAhead);
}

/** When the file, or the newest file below the folder that people write, was last written; 0 when there is none. */
function lastModified(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(
    0,
    ...readdirSync(path)
      .filter(name => name !== 'generated')
      .map(name => lastModified(join(path, name))),
  );
}

async function runScript(script: string, failure: string, goAhead?: Promise<void>): Promise<void> {
  const args = [...(goAhead ? waitingArgs('dependencies') : []), join(root, 'scripts', script)];
  const options = { cwd: root, env: { ...process.env, ...compileCache } };
  const { code, output } = await runCommand(process.execPath, args, options, goAhead);
  if (code !== 0) throw new UserError(`${failure}:\n${tail(output, 30)}`);
}
