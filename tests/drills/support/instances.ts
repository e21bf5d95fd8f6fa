import { eventually } from '@ems/testing';
import type { OwnSystem } from './own-system';
import { environmentOf } from './processes';

const minute = 60_000;

/** Ends an instance by a signal, and waits until another is in its place and the gateway has asked that one. */
export async function replaceInstance(system: OwnSystem, instance: string, signal: NodeJS.Signals): Promise<void> {
  const pid = system.pidOf(instance);
  const { HTTP_PORT: port } = environmentOf(pid);
  process.kill(pid, signal);
  await eventually(async () => {
    if (system.pidOf(instance) === pid) return false;
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  }, minute);
  const readyAt = Date.now();
  const answered = `"upstream":"127.0.0.1:${port}","upstreamStatus":"2`;
  await eventually(() => {
    const lines = system
      .log('gateway')
      .split('\n')
      .filter(line => line.includes(answered));
    return lines.some(line => Date.parse(JSON.parse(line).time) > readyAt);
  }, minute);
}

/** What the gateway says of each request that it answered by 5xx: which instance was asked, and for how long. */
export const failuresOf = (system: OwnSystem): object[] =>
  system
    .log('gateway')
    .split('\n')
    .filter(line => /"status":5/.test(line))
    .map(line => {
      const { time, method, path, seconds, upstream, upstreamStatus, upstreamSeconds } = JSON.parse(line);
      return { time, method, path, seconds, upstream, upstreamStatus, upstreamSeconds };
    });
