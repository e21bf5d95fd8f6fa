import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { root } from '../stack/settings.ts';

export interface BenchOptions {
  /** Names of the cases to run; all but the ones that are run by name alone where it is empty. */
  only: string[];
  /** How many pairs of system and yardstick a case is measured in. */
  pairs: number;
  /** How long one measurement lasts. */
  seconds: number;
  /** Whether a CPU profile of each service is taken, after the measurements of each case. */
  profile: boolean;
  /** The file that the results go to. */
  output: string;
  help: boolean;
}

export const usage = `Usage: npm run bench -- [--only NAME[,NAME…]] [--pairs N] [--seconds S] [--profile]

Measures the system against a monolith, PostgreSQL and bare Express, all started anew on free ports, in pairs that take
turns. Prints a table and writes bench/results/latest.json (docs/performance.md).

  --only NAME,…   these cases only
  --pairs N       how many pairs of system and yardstick (5)
  --seconds S     how long one measurement lasts (3)
  --profile       a CPU profile of each service besides, and the top of it
  --output FILE   where the results go (bench/results/latest.json)
  --help          this text and the names of all cases`;

/** @throws UserError for an option that does not exist, or a number that is none */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { only, pairs, seconds, profile, output, help } = read(args);
  return {
    only: only.flatMap(names => names.split(',')).filter(name => name !== ''),
    pairs: positive('--pairs', pairs, Number.isInteger),
    seconds: positive('--seconds', seconds, Number.isFinite),
    profile,
    output: resolve(root, output),
    help,
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true, default: [] },
        pairs: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '3' },
        profile: { type: 'boolean', default: false },
        output: { type: 'string', default: 'bench/results/latest.json' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

function positive(name: string, text: string, isFit: (value: number) => boolean): number {
  const value = Number(text);
  if (!isFit(value) || value <= 0) throw new UserError(`${name} needs a number above 0, not ${text}.\n\n${usage}`);
  return value;
}
