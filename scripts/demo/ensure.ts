import { type Client, Refused } from './client.ts';
import type { Progress } from './progress.ts';
import type { Kind, Report } from './report.ts';

/** What every part of the loading has at hand. */
export interface Load {
  client: Client;
  report: Report;
  progress: Progress;
}

/** Makes what is not there yet. @returns it, or undefined when the system refused, which is then in the report */
export async function ensure<T>(
  { report, progress }: Load,
  kind: Kind,
  what: string,
  known: T | undefined,
  make: () => Promise<T>,
): Promise<T | undefined> {
  try {
    const made = known ?? (await make());
    report[known ? 'found' : 'made'][kind]++;
    return made;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    report.refuse(kind, what, error.problem);
    return undefined;
  } finally {
    progress.step();
  }
}

/** Enough at once to keep the system busy, few enough to leave room for others. */
const atOnce = 8;

export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  // All workers draw from the one iterator.
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
