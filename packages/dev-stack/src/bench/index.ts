import { build } from '../build.ts';
import { UserError } from '../errors.ts';
import { listenForShutdown } from '../processes/shutdown.ts';
import { parseOptions, usage } from './options.ts';
import { isStandalone, standalone } from './standalone/index.ts';

/** `npm run bench`: runs the cases that its options name. @returns the exit code */
export async function bench(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const [first, ...others] = options.only;
  const shutdown = listenForShutdown();
  if (!options.help) await build();
  // Loaded late, because they import packages that the build compiles.
  const { benchCases, selectCases } = await import('./cases/index.ts');
  if (options.help) {
    console.log(`${usage}\n\nCases: ${benchCases.map(({ name }) => name).join(', ')}`);
    console.log(`Run by name alone: ${Object.keys(standalone).join(', ')}`);
    return 0;
  }
  if (isStandalone(first)) {
    if (others.length > 0) throw new UserError(`${first} is run alone.`);
    return standalone[first](shutdown);
  }
  const cases = selectCases(options.only);
  const [{ inBenchRun }, { runCases }] = await Promise.all([import('./bench-run.ts'), import('./run-cases.ts')]);
  return inBenchRun(run => runCases(run, cases, options), shutdown);
}
