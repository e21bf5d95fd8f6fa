import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a service is started instead of as usual, from its next start on. */
export interface Launch {
  service: string;
  /** Of the one instance that it concerns; none: all of the service. */
  httpPort?: string | undefined;
  /** Beside its own. */
  env?: Record<string, string>;
  /** Behind the usual arguments of Node.js. */
  nodeArgs?: readonly string[];
  /** Instead of the service's own main.js. */
  program?: string;
  /** The path of a program, and its arguments, that runs it. */
  wrapper?: readonly string[];
}

/** The setting with which a system asks for launches at each start of a service. */
export const launchSettings = { NODE_OPTIONS: `--require=${join(__dirname, 'preloaded/launcher.js')}` };

/** Says how services of a system are started from now on. */
export function setLaunches(tree: string, launches: readonly Launch[]): void {
  const file = join(tree, '.local/launches.json');
  writeFileSync(`${file}.new`, JSON.stringify(launches));
  renameSync(`${file}.new`, file);
}
