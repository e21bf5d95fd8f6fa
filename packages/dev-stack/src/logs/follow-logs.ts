import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LogReader } from './log-reader.ts';

const POLL_MS = 150;

export interface Following {
  directory: string;
  /** Logs, without `.log`. */
  names: readonly string[];
  /** How many lines of each are written first. */
  lastLines: number;
  write: (line: string, name: string) => void;
}

/** Writes what is added to logs as it is added, for ever. Logs that are not there yet may come. */
export async function followLogs({ directory, names, lastLines, write }: Following): Promise<never> {
  const logs = names.map(name => ({ name, reader: new LogReader(join(directory, `${name}.log`), lastLines) }));
  for (;;) {
    const lines = logs.flatMap(({ name, reader }) => withTimes(reader.read()).map(entry => ({ ...entry, name })));
    for (const { line, name } of lines.toSorted((one, other) => one.time - other.time)) write(line, name);
    await delay(POLL_MS);
  }
}

/** Each line with its time in milliseconds; one that has none, as in a stack trace, is as old as the one before it. */
export function withTimes(lines: readonly string[]): { line: string; time: number }[] {
  let time = 0;
  return lines.map(line => {
    time = timeOf(line) ?? time;
    return { line, time };
  });
}

/** Of JSON, or as PostgreSQL and RabbitMQ write it. */
function timeOf(line: string): number | undefined {
  const json = /^\{.*?"time":"([^"]+)"/.exec(line)?.[1];
  const plain = /^(\d{4}-\d\d-\d\d) ([\d:.]+)(?: UTC|\+00:00)/.exec(line);
  const time = Date.parse(json ?? (plain ? `${plain[1]}T${plain[2]}Z` : ''));
  return Number.isNaN(time) ? undefined : time;
}
