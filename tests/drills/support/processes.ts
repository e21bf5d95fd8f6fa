import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ems/chassis/testing';
import { gateway } from '../../support/api';
import type { ServiceName } from '../../support/databases';

const record = (name: string): { pid: number } =>
  JSON.parse(readFileSync(join(process.env.E2E_STACK_DIRECTORY ?? '.local', 'pids', `${name}.json`), 'utf8'));

/** Ends a service without any chance to finish, and waits until the stack has another one ready in its place. */
export async function killAndAwait(service: ServiceName): Promise<void> {
  const name = `${service}-service`;
  const { pid } = record(name);
  process.kill(pid, 'SIGKILL');
  await eventually(async () => {
    if (record(name).pid === pid) return false;
    return (await fetch(`${gateway()}/health/${name}/ready`)).ok;
  }, 60_000);
}
