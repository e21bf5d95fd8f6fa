/** `npm test`: everything that can be known about this tree, from its types to the running system. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../stack/config.ts';
import { listenForInterruption } from '../system/interrupt.ts';
import { complain, say } from '../system/say.ts';
import { checkStyle, checkTypes } from './checks.ts';
import { type Options, readOptions } from './options.ts';
import { testServices, testSystem } from './suites.ts';
import { Tally } from './tally.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

async function main(): Promise<boolean> {
  const interruption = listenForInterruption();
  const options = readOptions(process.argv.slice(2));
  const workshop = await openWorkshop(join(root, '.local/test'));
  const tally = new Tally();
  interruption.handle(() => {}, workshop.abandon);
  try {
    await Promise.race([runAll(workshop, options, tally), interruption.asked]);
  } finally {
    await workshop.close(!tally.isGreen);
    const logs = join(workshop.directory, 'logs');
    if (existsSync(logs)) say(`the logs of this run: ${logs}`);
  }
  console.log(String(tally));
  return tally.isGreen;
}

async function runAll(workshop: Workshop, options: Options, tally: Tally): Promise<void> {
  const isWhole = options.only === undefined && !options.compose;
  const types = await tally.count('types', () => checkTypes(root));
  if (isWhole) await checkStyle(root, tally);
  // Whoever works on one part may go on while another part does not compile.
  if (types.failed > 0 && options.only === undefined) return;
  await tally.count('unit and integration tests', () => testServices(workshop, options));
  await tally.count('end-to-end tests', () => testSystem(workshop, options));
}

main().then(
  isGreen => process.exit(isGreen ? 0 : 1),
  error => {
    complain(error);
    process.exit(1);
  },
);
