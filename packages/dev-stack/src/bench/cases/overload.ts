import { writeEvents } from '../data/write-rows.ts';
import { type Reply, sendAtRate } from '../load/open-loop.ts';
import { type Measurement, measurementOf, type Side } from '../measure/measurement.ts';
import { ratioOf } from '../results/goal.ts';
import { settle, settleWithoutMails } from '../targets/settle.ts';
import type { BenchCase, BenchContext } from './case.ts';
import { changeSessions } from './session-writes.ts';
import { type Writes, writeOf } from './write.ts';

/** So much of what can be done is asked for, and so much afterwards. */
const offered = 3;
const calm = 0.5;
const calmSeconds = 4;
/** Within a second of that, somebody is served as if nothing had been. */
const servedMs = 1_000;

const isDone = ({ status }: Reply) => status === 200;
const isRefused = ({ status, hasRetryAfter }: Reply) => status === 503 && hasRetryAfter;
const wrongOf = (replies: readonly Reply[]) => replies.filter(reply => !isDone(reply) && !isRefused(reply)).length;

interface Overload {
  writes: Writes;
  /** What 32 connections get done in a second, each of which waits for its reply. */
  capacity: number;
}

/** What is done a second while three times as much is asked for; the times are those of the refusals. */
const overloaded = (context: BenchContext, { writes, capacity }: Overload): Side => ({
  name: 'system',
  async measure(seconds) {
    const { system } = context;
    const rate = offered * capacity;
    const replies = await sendAtRate(system.origin, await writes.next(system, Math.ceil(rate * seconds)), rate);
    await settle(context);
    const refusals = replies.filter(isRefused).map(({ ms }) => ms);
    const first = Math.min(...replies.map(({ at }) => at));
    const last = Math.max(...replies.map(({ at, ms }) => at + ms));
    return {
      ...measurementOf(refusals, 1, wrongOf(replies)),
      requestsPerSecond: (1000 * replies.filter(isDone).length) / (last - first),
    };
  },
});

/** How long after such a time requests are still refused, or answered late, when half of what can be done is asked for. */
const recovering = (context: BenchContext, { writes, capacity }: Overload): Side => ({
  name: 'system',
  async measure(seconds): Promise<Measurement> {
    const { system } = context;
    const [rate, calmRate] = [offered * capacity, calm * capacity];
    const storm = await writes.next(system, Math.ceil(rate * seconds));
    const after = await writes.next(system, Math.ceil(calmRate * calmSeconds));
    const stormy = sendAtRate(system.origin, storm, rate);
    // Not when the last is answered: from then on nobody asks for too much.
    await new Promise(resolve => setTimeout(resolve, seconds * 1000));
    const began = performance.now();
    const replies = await sendAtRate(system.origin, after, calmRate);
    const wrong = wrongOf(await stormy) + wrongOf(replies);
    await settle(context);
    const unserved = replies.filter(reply => !isDone(reply) || reply.ms > servedMs);
    const recoveryMs = Math.max(0, ...unserved.map(({ at }) => at - began));
    return { ...measurementOf([recoveryMs], 1, wrong), requestsPerSecond: replies.filter(isDone).length / calmSeconds };
  },
});

const overloadOf = async (context: BenchContext): Promise<Overload & { own: Side }> => {
  const token = context.signToken(context.demo.organizer.id);
  const writes = changeSessions(await writeEvents(context), token);
  const own = {
    ...writeOf(context.system, { ...writes, settle: () => settleWithoutMails(context) }),
    name: 'its own capacity',
  };
  const { requestsPerSecond: capacity } = await own.measure(2);
  return { writes, own, capacity };
};

export const overloadCases: BenchCase[] = [
  {
    name: 'overload-write',
    async prepare(context) {
      const overload = await overloadOf(context);
      return {
        system: overloaded(context, overload),
        yardsticks: [{ side: overload.own, goal: ratioOf(0.85) }],
        goals: [{ of: 'p99Ms', atMost: 100 }],
      };
    },
  },
  {
    name: 'overload-recovery',
    async prepare(context) {
      const system = recovering(context, await overloadOf(context));
      return { system, yardsticks: [], goals: [{ of: 'p99Ms', atMost: 1_000 }] };
    },
  },
];
