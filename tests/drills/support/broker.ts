import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { environmentOf, pidFile } from './processes';

const run = promisify(execFile);

/** Where Debian has it without the change of users that its other one makes. */
const debians = '/usr/lib/rabbitmq/bin/rabbitmqctl';

/** Runs a command of the broker's own, on the node of the stack. */
export async function rabbitmqctl(...args: string[]): Promise<void> {
  const { pid } = pidFile('rabbitmq');
  const env = environmentOf(pid);
  await run(existsSync(debians) ? debians : 'rabbitmqctl', args, { env });
}

/** Says that the disk has less than is to be kept free, until it is taken back: the broker takes no messages meanwhile. */
export async function raiseDiskAlarm(): Promise<() => Promise<void>> {
  const keepFree = (limit: string) => rabbitmqctl('set_disk_free_limit', limit);
  await keepFree('1000000GB');
  return () => keepFree('50MB');
}
