import { readFileSync } from 'node:fs';

/** What processes have used. */
export interface Usage {
  /** CPU time of user and kernel since each was started, with that of its children that have ended. */
  cpuMs: number;
  rssMb: number;
}

/** Of a clock tick, which is the same wherever Linux runs Node.js. */
const tickMs = 10;
const pageBytes = 4096;

/**
 * What processes and their children use together (proc_pid_stat(5)).
 * @param pids those that are there no more count for nothing
 * @returns undefined where there is no /proc
 */
export function usageOf(pids: readonly number[]): Usage | undefined {
  if (process.platform !== 'linux') return undefined;
  return pids.flatMap(withChildren).reduce(
    (sum, pid) => {
      const { cpuMs, rssMb } = statOf(pid);
      return { cpuMs: sum.cpuMs + cpuMs, rssMb: sum.rssMb + rssMb };
    },
    { cpuMs: 0, rssMb: 0 },
  );
}

function withChildren(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(withChildren)];
}

function statOf(pid: number): Usage {
  const text = read(`/proc/${pid}/stat`);
  // The name in field 2 may hold blanks and brackets, so counting begins after the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { cpuMs: ticks * tickMs, rssMb: (Number(fields[21] ?? 0) * pageBytes) / 2 ** 20 };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
