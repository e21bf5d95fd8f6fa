/**
 * Without arguments all drills there are, the long ones too. With a number of kills or a seed the one at random: parts of a running system are
 * killed and frozen as the seed says, while others write, and what is lost of it is looked for.
 */
import { parseArgs } from 'node:util';
import { exitWith } from '@ems/dev-stack';
import { runTests } from '@ems/dev-stack/test';

const usage = 'Usage: npm run drills -- [--kills NUMBER] [--seed NUMBER]';

function refuse(reason: string): never {
  console.error(`${reason}\n${usage}`);
  process.exit(2);
}

const natural = (name: string, value: string): string =>
  /^[1-9]\d{0,8}$/.test(value) ? value : refuse(`--${name} is a number from 1 on, not ${value}.`);

function parse(): { kills?: string; seed?: string } {
  try {
    return parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const { kills, seed } = parse();
const isAtRandom = kills !== undefined || seed !== undefined;
if (isAtRandom) {
  process.env.DRILL_KILLS = natural('kills', kills ?? '100');
  process.env.DRILL_SEED = natural('seed', seed ?? '1');
}
await exitWith(runTests(['--drills', ...(isAtRandom ? ['tests/drills/soak.test.ts'] : ['--long'])]));
