/**
 * Loaded in front of a program that runs what is compiled, with `?dependencies` or `?service`; then waits for a byte of standard input.
 *
 * The former loads what the service of its folder imports from npm, in the root that of all services, which takes a third of a start and is
 * the same after an edit: so that goes on beside the compiler. The latter loads the service of its folder, beside the start of the broker.
 */
import { readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

interface Manifest {
  dependencies?: Record<string, string>;
  workspaces?: string[];
}

const OURS = '@ems/';
const packages = join(import.meta.dirname, '../../..');

/** @param folder of a service, or of one of our packages that it uses */
function loadDependencies(folder: string): void {
  const { dependencies = {}, workspaces = [] } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest;
  for (const service of workspaces.filter(name => name.endsWith('-service'))) loadDependencies(join(folder, service));
  const require = createRequire(join(folder, 'package.json'));
  for (const name of Object.keys(dependencies)) {
    if (name.startsWith(OURS)) loadDependencies(join(packages, name.slice(OURS.length)));
    else tryToLoad(require, name);
  }
}

function tryToLoad(require: NodeJS.Require, name: string): void {
  try {
    require(name);
  } catch {
    // It has no entry of that name. What is missing indeed, or fails, the program will say.
  }
}

// A thread of the program, which is loaded with the same arguments, has nothing to wait for.
if (isMainThread) {
  if (new URL(import.meta.url).search === '?service')
    tryToLoad(createRequire(import.meta.url), join(process.cwd(), 'dist/src/service.js'));
  else loadDependencies(process.cwd());
  // Without a byte, whoever started it is gone, or does not want it any more.
  if (readSync(0, Buffer.alloc(1)) === 0) process.exit(1);
}
