import { setTimeout as delay } from 'node:timers/promises';
import { services } from '../../support/services';
import { crashDatabaseAndAwait, isReplaced, killAndAwait, pidFile, untilReady } from './processes';

/** What is done to a running system, and waited for until it is well again. */
export interface Fault {
  name: string;
  inject(): Promise<void>;
}

/** Stands still for as long, and goes on as if nothing had been. */
async function pause(name: string, ms: number): Promise<void> {
  const { pid } = pidFile(name);
  process.kill(pid, 'SIGSTOP');
  await delay(ms);
  process.kill(pid, 'SIGCONT');
  await Promise.all(services.map(untilReady));
}

async function killBroker(): Promise<void> {
  const { pid } = pidFile('rabbitmq');
  process.kill(pid, 'SIGKILL');
  // Services are ready without it too, and the next fault may be the same.
  await Promise.all(services.map(service => isReplaced(service, pid, 'rabbitmq')));
}

const pick = <T>(random: () => number, from: readonly T[]): T => {
  const found = from[Math.floor(random() * from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};

/** The next fault of a run: most are kills of services, some freezes, crashes of databases and of the broker. */
export function nextFault(random: () => number): Fault {
  const service = pick(random, services);
  const dice = random();
  if (dice < 0.7) return { name: `kill ${service}`, inject: () => killAndAwait(service) };
  if (dice < 0.85) {
    const ms = 200 + Math.floor(random() * 2_000);
    return { name: `freeze ${service} for ${ms} ms`, inject: () => pause(service, ms) };
  }
  if (dice < 0.95) return { name: `crash the database of ${service}`, inject: () => crashDatabaseAndAwait(service) };
  return { name: 'kill the broker', inject: killBroker };
}
