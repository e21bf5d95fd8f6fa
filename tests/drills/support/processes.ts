import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ems/testing';
import { gateway } from '../../support/api';
import type { ServiceName } from '../../support/services';

/** What the stack keeps of a process. */
export const pidFile = (name: string): { pid: number } =>
  JSON.parse(readFileSync(join(process.env.E2E_STACK_DIRECTORY ?? '.local', 'pids', `${name}.json`), 'utf8'));

/** With what a process was started. */
export const environmentOf = (pid: number): NodeJS.ProcessEnv =>
  Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter(entry => entry.includes('='))
      .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );

/** How much memory a process has in hand, in bytes. */
export const residentSetOf = (pid: number): number =>
  1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** Waits until a service says that it is ready. */
export const untilReady = (service: ServiceName) =>
  eventually(async () => (await fetch(`${gateway()}/health/${service}/ready`)).ok, 60_000);

/**
 * Waits until another process is in the place of one, and the service is ready.
 * @param process by the name of its pid file, that of the service unless another is named
 */
export async function isReplaced(service: ServiceName, pid: number, process: string = service): Promise<void> {
  await eventually(() => pidFile(process).pid !== pid, 60_000);
  await untilReady(service);
}

/** Kills a service, and waits until the stack has restarted it and it is ready. */
export async function killAndAwait(name: ServiceName): Promise<void> {
  const { pid } = pidFile(name);
  process.kill(pid, 'SIGKILL');
  await isReplaced(name, pid);
}

/** Has a service end as it does when it is told to, and waits until the stack has restarted it and it is ready. */
export async function endAndAwait(name: ServiceName): Promise<void> {
  const { pid } = pidFile(name);
  process.kill(pid, 'SIGTERM');
  await isReplaced(name, pid);
}

/** Crashes a service's database as `pg_ctl stop -m immediate` does, and waits until the service is ready again. */
export async function crashDatabaseAndAwait(service: ServiceName): Promise<void> {
  const name = `${service}-database`;
  const { pid } = pidFile(name);
  process.kill(pid, 'SIGQUIT');
  await isReplaced(service, pid, name);
}

/** Freezes a service, and waits until the stack has put another process in its place and it is ready. */
export async function freezeAndAwait(name: ServiceName): Promise<void> {
  const { pid } = pidFile(name);
  process.kill(pid, 'SIGSTOP');
  await isReplaced(name, pid);
}

/** Freezes a process with all that it has started, until it is let go on; it may be killed meanwhile. */
export function freeze(name: string): () => void {
  const parents = new Map(
    readdirSync('/proc')
      .filter(entry => /^\d+$/.test(entry))
      .map(entry => [Number(entry), parentOf(Number(entry))]),
  );
  const { pid } = pidFile(name);
  const all = [pid];
  // Who was started later stands behind whoever started it.
  for (const each of all) for (const [child, parent] of parents) if (parent === each) all.push(child);
  const signal = (which: NodeJS.Signals) => {
    for (const each of all) {
      try {
        process.kill(each, which);
      } catch {
        // It has ended.
      }
    }
  };
  signal('SIGSTOP');
  return () => signal('SIGCONT');
}

function parentOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
