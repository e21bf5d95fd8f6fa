import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';

export interface TestOptions {
  /** Paths of test files or of folders, relative to the root or to where npm was called, or patterns of such paths; all without one. */
  patterns: string[];
  /** A pattern of test names, as Jest takes it. */
  name?: string;
  /** Runs the same files again whenever a source changes. */
  watch: boolean;
  /** Databases and broker of the integration suites come from containers. */
  containers: boolean;
  /** As `containers`, and the end-to-end suites run against `docker compose up`. */
  compose: boolean;
  /** Of all files only those of this kind, which a run of everything leaves out, as it needs the whole system. */
  only?: 'end-to-end' | 'drill';
  /** Of drills also the long ones that nobody names. */
  long?: boolean;
  /** Runs nothing, but keeps the servers up that integration suites need. */
  servers: boolean;
}

const USAGE = `Usage: npm test -- [PATH or PATTERN …] [-t NAME] [--watch] [--containers]
       npm run test:servers   keeps the servers up that integration tests need, so that each run of them starts at once
       npm run test:e2e       everything through the gateway of a running system, the docs and pages included
       npm run test:drills    what holds when processes are killed, databases crash and the broker stops: what takes minutes only where it is named
       npm run test:compose   in containers, what may differ there`;

/** @throws UserError with the usage, for what it does not know */
export function parseOptions(args: string[]): TestOptions {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        testNamePattern: { type: 'string', short: 't' },
        watch: { type: 'boolean' },
        containers: { type: 'boolean' },
        compose: { type: 'boolean' },
        e2e: { type: 'boolean' },
        drills: { type: 'boolean' },
        long: { type: 'boolean' },
        servers: { type: 'boolean' },
      },
    });
    const { testNamePattern: name, ...flags } = values;
    const { watch = false, containers = false, compose = false, servers = false } = flags;
    const only: TestOptions['only'] = flags.e2e ? 'end-to-end' : flags.drills ? 'drill' : undefined;
    if (name !== undefined) new RegExp(name);
    const patterns = positionals.filter(pattern => pattern !== '');
    const asked = { patterns, ...(name && { name }), ...(only && { only }), ...(flags.long && { long: true }) };
    return { ...asked, watch, containers: containers || compose, compose, servers };
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}

/** True for a run of all there is, with the static checks; a developer in a hurry names files, or tests. */
export function isWholeRun({ patterns, name, watch }: TestOptions): boolean {
  return patterns.length === 0 && name === undefined && !watch;
}
