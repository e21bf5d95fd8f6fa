import { setTimeout as delay } from 'node:timers/promises';
import { withClient } from '@ems/chassis/database';
import { largeEvent } from '../data/large-event.ts';
import { get } from '../load/request.ts';
import { measurementOf, type Side } from '../measure/measurement.ts';
import { usageOf } from '../measure/process-usage.ts';
import { ratioOf } from '../results/goal.ts';
import type { Target } from '../targets/target.ts';
import type { BenchCase, BenchContext } from './case.ts';
import { requireSameReply } from './read.ts';

interface Schedule {
  days: { date: string; rooms: { slots: { id: string }[] }[] }[];
}

/**
 * A side whose schedule is asked for by one reader, who comes each time as the first after a change.
 * @param change makes what is cached out of date; what it takes is not counted
 */
const coldReadOf = (target: Target, path: string, change: () => Promise<unknown>): Side => ({
  name: target.name,
  async measure(seconds) {
    const times: number[] = [];
    let errors = 0;
    const before = usageOf(target.pids());
    for (let spentMs = 0; spentMs < seconds * 1000; spentMs += times.at(-1) ?? 0) {
      await change();
      const started = performance.now();
      const reply = await fetch(`${target.origin}${path}`);
      await reply.arrayBuffer();
      times.push(performance.now() - started);
      if (reply.status !== 200) errors++;
    }
    const after = usageOf(target.pids());
    const asked = times.reduce((sum, time) => sum + time, 0) / 1000;
    const cpuMsPerRequest = before && after ? (after.cpuMs - before.cpuMs) / times.length : null;
    return { ...measurementOf(times, asked, errors), cpuMsPerRequest, rssMb: after?.rssMb ?? null };
  },
});

/** Composed over gRPC, against the monolith's joins. */
const coldCase = (name: string, eventOf: (context: BenchContext) => Promise<string>): BenchCase => ({
  name,
  async prepare(context) {
    const { system, monolith } = context;
    const eventId = await eventOf(context);
    const path = `/api/v1/events/${eventId}/schedule`;
    await requireSameReply<Schedule>(context, get(path), ({ days }) =>
      days.map(({ date, rooms }) => [date, rooms.flatMap(({ slots }) => slots.map(({ id }) => id))]),
    );
    // What a message of session-service does, once it has arrived.
    const change = async () => {
      await withClient(system.databases.events, client =>
        client.query(
          `INSERT INTO schedule_revisions AS current (scope, revision, changed_at) VALUES ($1, 1, now())
           ON CONFLICT (scope) DO UPDATE SET revision = current.revision + 1, changed_at = now()`,
          [eventId],
        ),
      );
      // So long it may be shown from memory.
      await delay(50);
    };
    const yardstick = { side: coldReadOf(monolith.target, path, async () => undefined), goal: ratioOf(0.4) };
    return { system: coldReadOf(system, path, change), yardsticks: [yardstick] };
  },
});

export const coldScheduleCases: BenchCase[] = [
  coldCase('schedule-cold-79', async ({ demo }) => demo.eventId),
  coldCase('schedule-cold-2000', largeEvent),
];
