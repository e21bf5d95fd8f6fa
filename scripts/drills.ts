/** Kills and freezes parts of a running system as a seed says, while others write, and looks for what is lost of it. */
import { parseArgs } from 'node:util';
import { exitWith } from '@ems/dev-stack';
import { runTests } from '@ems/dev-stack/test';

const usage = 'Usage: npm run drills -- [--kills NUMBER] [--seed NUMBER]';

const natural = (name: string, value: string): string => {
  if (/^[1-9]\d{0,8}$/.test(value)) return value;
  console.error(`--${name} is a number from 1 on, not ${value}.\n${usage}`);
  process.exit(2);
};

try {
  const options = { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } } as const;
  const { kills, seed } = parseArgs({ options }).values;
  process.env.DRILL_KILLS = natural('kills', kills);
  process.env.DRILL_SEED = natural('seed', seed);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
  process.exit(2);
}
await exitWith(runTests(['--drills', 'tests/drills/soak.test.ts']));
