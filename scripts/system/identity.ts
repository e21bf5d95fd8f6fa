import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const linux = process.platform === 'linux';

interface Stat {
  state: string;
  group: number;
  startedAt: string;
}

// See proc_pid_stat(5); the name in field 2 may hold spaces and brackets, so counting begins after the last one.
function stat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', group: Number(fields[2]), startedAt: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** When the process began, as an opaque text: with the pid it names one process for good. Undefined when it is gone. */
export function startedAt(pid: number): string | undefined {
  if (linux) {
    const found = stat(pid);
    return found === undefined || found.state === 'Z' ? undefined : found.startedAt;
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The command line of a process, words joined by blanks; empty when it is gone or not ours to see. */
export function commandLine(pid: number): string {
  try {
    if (linux) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** True while the process group has a member that still runs (one that merely waits to be reaped does not count). */
export function groupLives(group: number): boolean {
  if (linux) return allPids().some(pid => isRunningMember(stat(pid), group));
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

function isRunningMember(found: Stat | undefined, group: number): boolean {
  return found !== undefined && found.group === group && found.state !== 'Z';
}

export function allPids(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
}
