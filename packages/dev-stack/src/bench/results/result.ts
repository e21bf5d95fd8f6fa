import { z } from 'zod';
import type { Comparison } from '../cases/case.ts';
import type { Measurement } from '../measure/measurement.ts';
import type { Compared } from '../measure/pairs.ts';
import { describeGoal, type Goal, isMet } from './goal.ts';

const caseResult = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  requestsPerSecond: z.number().nonnegative(),
  p50Ms: z.number().nonnegative().nullable(),
  p99Ms: z.number().nonnegative().nullable(),
  /** Of all runs of the system together. */
  errors: z.int().nonnegative(),
  cpuMsPerRequest: z.number().nonnegative().nullable(),
  rssMb: z.number().nonnegative().nullable(),
  /** What the system is compared with, and its own numbers. */
  yardstick: z
    .strictObject({
      name: z.string(),
      requestsPerSecond: z.number().nonnegative(),
      p50Ms: z.number().nonnegative().nullable(),
      p99Ms: z.number().nonnegative().nullable(),
      cpuMsPerRequest: z.number().nonnegative().nullable(),
      errors: z.int().nonnegative(),
    })
    .nullable(),
  /** Of the requests per second, the system's to the yardstick's. */
  ratio: z.number().nonnegative().nullable(),
  /** Null where the number is there to be seen only. */
  goal: z.string().nullable(),
  met: z.boolean().nullable(),
  /** Why a goal is missed, after work on it. */
  limit: z.string().optional(),
});

export type CaseResult = z.infer<typeof caseResult>;

/** bench/results/latest.json. */
export const benchResults = z.strictObject({
  machine: z.strictObject({
    cpu: z.string(),
    cores: z.int(),
    memoryGb: z.number(),
    os: z.string(),
    node: z.string(),
    /** Of one minute, when the run began: what else the machine was doing. */
    loadAverage: z.number(),
  }),
  at: z.iso.datetime(),
  commit: z.string(),
  /** What sent the load of reads, and of writes. */
  load: z.strictObject({ reads: z.enum(['wrk', 'autocannon']), writes: z.literal('autocannon') }),
  pairs: z.int(),
  seconds: z.number(),
  cases: z.array(caseResult),
});

export type BenchResults = z.infer<typeof benchResults>;

/**
 * The results of one case: one for each yardstick, the first under the case's own name.
 * @param limits why goals are missed, by the result's name
 */
export function toResults(
  name: string,
  { yardsticks, goals = [] }: Comparison,
  compared: Compared,
  limits: Readonly<Record<string, string>>,
): CaseResult[] {
  if (yardsticks.length === 0) return [toResult(name, compared.system, null, goals, limits)];
  return yardsticks.map(({ side, goal }, index) => {
    const own = index === 0 ? name : `${name}-${side.name}`;
    const found = compared.yardsticks[index];
    const other = found === undefined ? null : { name: side.name, ...found };
    return toResult(own, compared.system, other, [...(goal ? [goal] : []), ...(index === 0 ? goals : [])], limits);
  });
}

function toResult(
  name: string,
  system: Measurement,
  other: { name: string; measurement: Measurement; ratio: number } | null,
  goals: readonly Goal[],
  limits: Readonly<Record<string, string>>,
): CaseResult {
  const ratio = other === null ? null : round(other.ratio);
  const isReached = system.errors === 0 && goals.every(goal => isMet(goal, { ...system, ratio }));
  const limit = limits[name];
  return {
    name,
    ...rounded(system),
    errors: system.errors,
    rssMb: roundOrNull(system.rssMb),
    yardstick: other && { name: other.name, ...rounded(other.measurement), errors: other.measurement.errors },
    ratio,
    goal: goals.length === 0 ? null : goals.map(describeGoal).join('; '),
    met: goals.length === 0 ? null : isReached,
    ...(goals.length > 0 && !isReached && limit !== undefined && { limit }),
  };
}

const rounded = ({ requestsPerSecond, p50Ms, p99Ms, cpuMsPerRequest }: Measurement) => ({
  requestsPerSecond: round(requestsPerSecond),
  p50Ms: roundOrNull(p50Ms),
  p99Ms: roundOrNull(p99Ms),
  cpuMsPerRequest: roundOrNull(cpuMsPerRequest),
});

/** To three digits, and to the whole from 1,000 on: more is noise. */
function round(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
}

const roundOrNull = (value: number | null) => (value === null ? null : round(value));
