import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const isLinux = process.platform === 'linux';

interface Stat {
  state: string;
  group: number;
  startTime: string;
}

// See proc_pid_stat(5); the name in field 2 may hold spaces and brackets, so counting begins after the last one.
function readStat(pid: number, thread = pid): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', group: Number(fields[2]), startTime: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** When the process started, as an opaque text: with the pid it identifies one process for good. Undefined when it is gone. */
export function startTime(pid: number): string | undefined {
  if (isLinux) {
    const stat = readStat(pid);
    return stat === undefined || stat.state === 'Z' ? undefined : stat.startTime;
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
    if (isLinux) return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** True while the process group has a member that still runs (a zombie, which merely waits to be reaped, does not count). */
export function isGroupRunning(group: number): boolean {
  if (isLinux) return listPids().some(pid => isRunningMember(readStat(pid), group));
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

/** True while no thread of the group runs, since all of them were stopped by a signal (state T); so too when it has no process. */
export function isGroupStopped(group: number): boolean {
  if (!isLinux) return processStates(group).every(state => /^[TZ]/.test(state));
  return listPids()
    .filter(pid => isRunningMember(readStat(pid), group))
    .flatMap(pid => listNumbers(`/proc/${pid}/task`).map(thread => readStat(pid, thread)))
    .every(thread => thread === undefined || /^[TtZX]/.test(thread.state));
}

function processStates(group: number): string[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pgid=,state='], { encoding: 'utf8' }).trim().split('\n');
  const fields = lines.map(line => line.trim().split(/\s+/));
  return fields.flatMap(([pgid, state = '']) => (Number(pgid) === group ? [state] : []));
}

function isRunningMember(stat: Stat | undefined, group: number): boolean {
  return stat !== undefined && stat.group === group && stat.state !== 'Z';
}

export function listPids(): number[] {
  return listNumbers('/proc');
}

function listNumbers(folder: string): number[] {
  try {
    return readdirSync(folder)
      .filter(name => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
