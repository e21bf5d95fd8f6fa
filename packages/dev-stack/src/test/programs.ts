import { UserError } from '../errors.ts';
import { log } from '../log.ts';
import { browserProgram, prometheusProgram } from '../servers/system-packages.ts';
import type { TestFile } from './test-files.ts';

/** A program that some tests need, which not every machine has. */
interface Program {
  isNeededBy(file: TestFile): boolean;
  /** Tells the tests where it is. One that is set already wins. */
  variable: string;
  find(): Promise<string>;
  /** The tests that need it, for people. */
  tests: string;
}

const PROGRAMS: readonly Program[] = [
  {
    isNeededBy: ({ path }) => path.startsWith('tests/browser/'),
    variable: 'E2E_BROWSER',
    find: browserProgram,
    tests: 'tests in a browser',
  },
  {
    isNeededBy: ({ path }) => path === 'tests/drills/long/alarms.test.ts',
    variable: 'E2E_PROMETHEUS',
    find: prometheusProgram,
    tests: 'drills of the alarms',
  },
];

/**
 * Finds what the files need, before a system is started that nothing would be tested on. Where a program cannot be had, all else
 * is tested still: it says so.
 * @returns the files that can be run, and the variables that tell them of the programs
 */
export async function findPrograms(files: TestFile[]): Promise<{ possible: TestFile[]; env: Record<string, string> }> {
  const env: Record<string, string> = {};
  let possible = files;
  for (const { isNeededBy, variable, find, tests } of PROGRAMS) {
    if (!possible.some(isNeededBy)) continue;
    const program = process.env[variable] ?? (await find().catch(error => sayLeftOut(tests, error)));
    if (program === undefined) possible = possible.filter(file => !isNeededBy(file));
    else env[variable] = program;
  }
  return { possible, env };
}

function sayLeftOut(tests: string, error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
  log(`${tests} are left out: ${error.message.split('\n')[0]}`);
}
