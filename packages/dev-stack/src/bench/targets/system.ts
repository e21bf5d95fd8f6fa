import { join } from 'node:path';
import { GATEWAY_PORT, portOf } from '../../ports/port-settings.ts';
import { readPidFiles } from '../../processes/pid-files.ts';
import { Supervisor } from '../../processes/supervisor.ts';
import { superuserUrl } from '../../servers/postgres.ts';
import type { SystemPrograms } from '../../servers/system-packages.ts';
import { SERVICES } from '../../services.ts';
import { startBroker } from '../../stack/broker-server.ts';
import { DEFAULT_GATEWAY, DEFAULT_LOGINS, type StackConfig } from '../../stack/config.ts';
import { createStack } from '../../stack/stack.ts';
import { allocatePorts } from '../../test/system.ts';
import type { Target } from './target.ts';

/** As `npm start` would have it, but that it is not limited: all requests come from one address here. */
export async function benchConfig(directory: string): Promise<StackConfig> {
  return {
    directory,
    logs: join(directory, 'logs'),
    ports: await allocatePorts(),
    gateway: DEFAULT_GATEWAY,
    ...DEFAULT_LOGINS,
    serviceEnv: { RATE_LIMITS: 'off' },
    durable: true,
  };
}

/** The whole system, not started yet. */
export function openStack(
  config: StackConfig,
  programs: SystemPrograms,
): { start(): Promise<void>; stop(): Promise<void> } {
  const supervisor = new Supervisor(config.directory);
  const stack = createStack(config, programs, supervisor);
  return { start: () => stack.start(startBroker(config, programs, supervisor)), stop: stack.stop };
}

/**
 * Starts the whole system as `npm start` does, with the services' own flags, on ports of its own.
 * @param onClose is told how to stop it
 */
export async function startSystem(
  config: StackConfig,
  programs: SystemPrograms,
  onClose: (stop: () => Promise<void>) => void,
): Promise<Target> {
  const stack = openStack(config, programs);
  onClose(stack.stop);
  await stack.start();
  const measured = new Set(['gateway', ...SERVICES.map(({ name }) => name)]);
  const databases = Object.fromEntries(
    SERVICES.map(({ database, postgres }) => [database, superuserUrl(portOf(config, postgres), database)]),
  ) as Target['databases'];
  return {
    name: 'system',
    origin: `http://127.0.0.1:${portOf(config, GATEWAY_PORT)}`,
    pids: () => readPidFiles(config.directory).flatMap(({ name, pid }) => (measured.has(name) ? [pid] : [])),
    databases,
  };
}
