import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, scaled } from '@ems/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../../support/as-organizer';
import { registerUser } from '../../support/users';
import { forward } from '../support/forwarder';
import { launchSettings, setLaunches } from '../support/launches';
import { type OwnSystem, startOwnSystem } from '../support/own-system';
import { environmentOf } from '../support/processes';
import { countOutcomes } from '../support/settled';

const minutes = 60_000;
const perSecond = 30;
/** Whose calls the shares are of. */
const counted = 600;
/** As docs/decisions/0059 promises. */
const foundWithinMs = 60_000;
const instances = ['session-service', 'session-service-2', 'session-service-3'] as const;
const name = 'sessions.drill';

jest.setTimeout(scaled(5 * minutes));

/** event-service finds session-service by a name, whose addresses change. */
describe('a gRPC server has a new address, or there are more of it', () => {
  let system: OwnSystem;
  let url: string;
  let token: string;
  let port: number;
  let addresses: string;
  const forwarders = new Map<string, { end(): Promise<void> }>();
  const setAddresses = (...all: string[]) => writeFileSync(addresses, all.join('\n'));

  beforeAll(async () => {
    const args = ['--instances', `session-service=${instances.length}`];
    const settings = { ...launchSettings, RATE_LIMITS: 'off' };
    system = await startOwnSystem('ems-grpc-addresses', settings, args, async (tree, env) => {
      port = Number(env.SESSION_GRPC_PORT);
      addresses = join(tree, '.local/addresses');
      const named = { SESSION_GRPC_TARGET: `dns:///${name}:${port}`, DRILL_NAME: name, DRILL_ADDRESSES: addresses };
      const nodeArgs = ['--require', join(__dirname, '../support/preloaded/names.js')];
      setLaunches(tree, [{ service: 'event-service', env: named, nodeArgs }]);
      setAddresses('127.0.0.2');
      return undefined;
    });
    for (const [index, instance] of instances.entries())
      await open(`127.0.0.${index + 2}`, Number(environmentOf(system.pidOf(instance)).GRPC_PORT));
    const { accessToken, client } = await registerUser();
    const { id } = await asOrganizer(client).event();
    token = accessToken;
    url = `${system.gateway}/api/v1/events/${id}/summary`;
    await eventually(async () => (await ask()) === '200', minutes);
  });
  afterAll(async () => {
    await system?.stop();
    for (const each of forwarders.values()) await each.end();
  });

  const open = async (address: string, to: number) => forwarders.set(address, await forward(address, port, to));

  async function ask(): Promise<string> {
    const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const { degraded } = (await reply.json()) as { degraded?: unknown };
    return degraded === undefined || JSON.stringify(degraded) === '[]'
      ? String(reply.status)
      : `${reply.status} degraded`;
  }

  /** Calls that each instance has served so far. */
  const served = () =>
    Promise.all(
      instances.map(async instance => {
        const { METRICS_PORT } = environmentOf(system.pidOf(instance));
        const text = await (await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`)).text();
        const calls = text.matchAll(/^rpc_server_call_duration_seconds_count\{method="SummarizeEvent".*\} (\d+)$/gm);
        return [...calls].reduce((sum, [, count]) => sum + Number(count), 0);
      }),
    );

  const outcomes: string[] = [];
  let load: NodeJS.Timeout;
  const asked: Promise<unknown>[] = [];
  beforeEach(() => {
    outcomes.length = 0;
    load = setInterval(() => asked.push(ask().then(outcome => outcomes.push(outcome))), 1_000 / perSecond);
  });
  afterEach(async () => {
    clearInterval(load);
    await Promise.all(asked);
  });

  async function callsWhile(done: (calls: readonly number[]) => boolean, withinMs: number): Promise<number[]> {
    const before = await served();
    return eventually(async () => {
      await delay(500);
      const calls = (await served()).map((count, index) => count - (before[index] ?? 0));
      return done(calls) ? calls : undefined;
    }, withinMs);
  }

  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

  test('two more are found, and each has a third of the calls, give or take a fifth', async () => {
    expect(await callsWhile(calls => sum(calls) > 50, minutes)).toEqual([expect.any(Number), 0, 0]);
    setAddresses('127.0.0.2', '127.0.0.3', '127.0.0.4');
    const began = performance.now();
    await callsWhile(calls => calls.every(count => count > 0), foundWithinMs);
    const foundAfter = Math.round((performance.now() - began) / 1_000);
    const calls = await callsWhile(each => sum(each) >= counted, 2 * minutes);
    const shares = calls.map(count => count / sum(calls));
    console.log({ foundAfter, calls, outcomes: countOutcomes(outcomes) });
    for (const share of shares) {
      expect(share).toBeGreaterThan(0.8 / instances.length);
      expect(share).toBeLessThan(1.2 / instances.length);
    }
    expect(countOutcomes(outcomes)).toEqual({ 200: outcomes.length });
  });

  test('one is at another address, and no client is started anew', async () => {
    const { GRPC_PORT } = environmentOf(system.pidOf('session-service'));
    const pid = system.pidOf('event-service');
    await open('127.0.0.5', Number(GRPC_PORT));
    setAddresses('127.0.0.5', '127.0.0.3', '127.0.0.4');
    await forwarders.get('127.0.0.2')?.end();
    forwarders.delete('127.0.0.2');
    const began = performance.now();
    await callsWhile(([moved = 0]) => moved > 20, foundWithinMs);
    console.log({ foundAfter: Math.round((performance.now() - began) / 1_000), outcomes: countOutcomes(outcomes) });
    expect(countOutcomes(outcomes)).toEqual({ 200: outcomes.length });
    expect(system.pidOf('event-service')).toBe(pid);
  });
});
