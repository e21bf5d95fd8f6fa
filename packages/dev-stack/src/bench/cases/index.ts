import { UserError } from '../../errors.ts';
import { backlogCases } from './backlogs.ts';
import type { BenchCase } from './case.ts';
import { coldScheduleCases } from './cold-schedule.ts';
import { commitToEffectCase } from './commit-to-effect.ts';
import { overloadCases } from './overload.ts';
import { pollingCase } from './polling.ts';
import { readCases } from './reads.ts';
import { scaleCases } from './scale.ts';
import { scheduleCases } from './schedule.ts';
import { composeUpCase, secondStartCase } from './starts.ts';
import { writeCases } from './writes.ts';

export const benchCases: readonly BenchCase[] = [
  ...readCases,
  ...scheduleCases,
  ...coldScheduleCases,
  ...writeCases,
  ...overloadCases,
  pollingCase,
  ...backlogCases,
  commitToEffectCase,
  secondStartCase,
  composeUpCase,
  ...scaleCases,
];

/** Cases that are named together. */
const groups: Record<string, readonly BenchCase[]> = { scale: scaleCases };

/**
 * The cases of these names or groups; where there is no name, all that are not run by name alone.
 * @throws UserError naming what there is
 */
export function selectCases(only: readonly string[]): readonly BenchCase[] {
  if (only.length === 0) return benchCases.filter(({ byNameAlone }) => !byNameAlone);
  const names = new Set(only.flatMap(name => groups[name]?.map(each => each.name) ?? [name]));
  const known = benchCases.map(({ name }) => name);
  const unknown = [...names].filter(name => !known.includes(name));
  if (unknown.length > 0)
    throw new UserError(`No case is called ${unknown.join(', ')}. There are: ${known.join(', ')}, scale.`);
  return benchCases.filter(({ name }) => names.has(name));
}
