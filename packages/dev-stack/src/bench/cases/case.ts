import type { SystemPrograms } from '../../servers/system-packages.ts';
import type { StackConfig } from '../../stack/config.ts';
import type { BenchRun } from '../bench-run.ts';
import type { DemoData } from '../data/demo.ts';
import type { SignToken } from '../data/tokens.ts';
import type { Load } from '../load/load.ts';
import type { Side } from '../measure/measurement.ts';
import type { Goal } from '../results/goal.ts';
import type { Monolith } from '../targets/monolith.ts';
import type { Target } from '../targets/target.ts';

/** What cases measure, and with what. */
export interface BenchContext {
  bench: BenchRun;
  programs: SystemPrograms;
  config: StackConfig;
  system: Target;
  monolith: Monolith;
  load: Load;
  demo: DemoData;
  signToken: SignToken;
}

export interface Yardstick {
  side: Side;
  /** Of the ratio; absent where the number is there to be seen only. */
  goal?: Goal;
}

/** The sides of one case, whose rows are there. */
export interface Comparison {
  system: Side;
  /** The first gives the case's own result, each further one a result of its own. */
  yardsticks: Yardstick[];
  /** Goals of the system's own numbers. */
  goals?: Goal[];
}

export interface BenchCase {
  /** Short, in kebab-case. */
  name: string;
  /** Whether it is run by name alone, since it takes long or needs more than others do. */
  byNameAlone?: boolean;
  /** Makes the rows that it needs, and checks a reply of each side. @throws Error for a reply that is wrong */
  prepare(context: BenchContext): Promise<Comparison>;
}
