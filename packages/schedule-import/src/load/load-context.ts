import type { Client } from '@ems/client/src';
import type { KnownSession } from '../compare/known-event.ts';
import type { PlannedSession } from '../plan/plan.ts';
import type { Report } from '../report/report.ts';

export interface Progress {
  /** One more is done. */
  step(): void;
  end(): void;
}

/** What every step of the loading uses. */
export interface LoadContext {
  client: Client;
  report: Report;
  progress: Progress;
  /** Whether what is there is changed, or completed only. */
  isUpdate: boolean;
  /** In which times are told. */
  timezone: string;
  /** Whether the event has got other dates just now, which session-service learns a moment later. */
  isEventMoved?: boolean;
}

/** Ids of what the sessions refer to: rooms and tracks by the keys of their names, speakers by the plan's keys. */
export interface Ids {
  eventId: string;
  rooms: ReadonlyMap<string, string>;
  tracks: ReadonlyMap<string, string>;
  speakers: ReadonlyMap<string, string>;
}

/** A session of the plan, as it is there. */
export interface Target {
  planned: PlannedSession;
  session: KnownSession;
}

/** How many requests are under way: enough to keep the system busy, and few enough to leave room for others. */
const width = 8;

/** Runs work on all items, some at a time. @returns the results in the items' order */
export async function inParallel<Item, T>(items: readonly Item[], work: (item: Item) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  // All workers draw from the one iterator.
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
