import { type Client, ProblemError } from '@ems/client/src';
import type { Progress } from './progress.ts';
import type { Kind, Report } from './report.ts';

/** What every step of the loading uses. */
export interface LoadContext {
  client: Client;
  report: Report;
  progress: Progress;
}

/** Creates what does not exist yet. @returns it, or undefined when the system refused, which is then in the report */
export async function getOrCreate<T>(
  { report, progress }: LoadContext,
  kind: Kind,
  label: string,
  existing: T | undefined,
  create: () => Promise<T>,
): Promise<T | undefined> {
  try {
    const item = existing ?? (await create());
    report[existing ? 'existing' : 'created'][kind]++;
    return item;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    report.refuse(kind, label, error);
    return undefined;
  } finally {
    progress.step();
  }
}

/** All items of a list. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
