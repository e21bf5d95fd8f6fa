import { createRequire, Module } from 'node:module';
import { dirname, join } from 'node:path';

/** What of Jest's runtime a file is run by. */
interface Runtime {
  requireModule(path: string, name?: string, ...options: unknown[]): unknown;
  requireInternalModule(path: string): unknown;
  requireModuleOrMock(path: string, name: '@jest/globals'): unknown;
}

type Arguments = [
  global: unknown,
  project: unknown,
  environment: unknown,
  runtime: Runtime,
  path: string,
  send?: unknown,
];

const require = createRequire(import.meta.url);
const circus = require('jest-circus/runner') as { default(...args: Arguments): Promise<unknown> };
const circusFolder = dirname(require.resolve('jest-circus/package.json'));

/**
 * Runs a file as Jest's own runner does, but loads it by Node, in {@link FileEnvironment}. Jest would compile and evaluate all
 * that the file imports once more for each file; so each process does it once, as the services do, and what it has compiled
 * goes on serving. Only the file itself and Jest's list of its tests are new: nothing else keeps a state between files, since
 * importing a module does nothing here, and what is started belongs to who starts it.
 */
export default async function runFile(...args: Arguments): Promise<unknown> {
  const [, , , runtime, path] = args;
  const load = createRequire(path);
  const globals = load.resolve('@jest/globals');
  const loadByJest = runtime.requireModule.bind(runtime);
  runtime.requireInternalModule = internal => load(internal);
  runtime.requireModule = (from, ...rest) => {
    if (from !== path || rest.length > 0) return loadByJest(from, ...rest);
    const exports = runtime.requireModuleOrMock(path, '@jest/globals');
    load.cache[globals] = Object.assign(new Module(globals), { filename: globals, loaded: true, exports });
    return load(path);
  };
  try {
    return await circus.default(...args);
  } finally {
    for (const loaded of [path, globals, ...Object.keys(load.cache).filter(isOfCircus)]) delete load.cache[loaded];
  }
}

const isOfCircus = (path: string) => path.startsWith(join(circusFolder, 'build'));
