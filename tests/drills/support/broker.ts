import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { pidFile } from './processes';

const run = promisify(execFile);

/** Where Debian has it without the change of users that its other one makes. */
const debians = '/usr/lib/rabbitmq/bin/rabbitmqctl';

/** Says that the disk has less than is to be kept free, until it is taken back: the broker takes no messages meanwhile. */
export async function raiseDiskAlarm(): Promise<() => Promise<void>> {
  const { pid } = pidFile('rabbitmq');
  const env = Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter(entry => entry.includes('='))
      .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
  const keepFree = (limit: string) =>
    run(existsSync(debians) ? debians : 'rabbitmqctl', ['set_disk_free_limit', limit], { env });
  await keepFree('1000000GB');
  return async () => {
    await keepFree('50MB');
  };
}
