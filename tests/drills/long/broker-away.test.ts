import { setTimeout as delay } from 'node:timers/promises';
import { eventually, scaled, startBrokerProxy } from '@ems/testing';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { gateway } from '../../support/api';
import { asOrganizer } from '../../support/as-organizer';
import { services, settingOf } from '../../support/services';
import { registerUser } from '../../support/users';
import { rabbitmqctl } from '../support/broker';
import { launchSettings, setLaunches } from '../support/launches';
import { type OwnSystem, startOwnSystem } from '../support/own-system';
import { pidFile, residentSetOf } from '../support/processes';
import { countOutcomes, expectSettled } from '../support/settled';
import { startWorkload } from '../support/workload';

const minutes = 60_000;
const awayMs = 1_000 * Number(process.env.DRILL_AWAY_SECONDS ?? 120);
/** What a service may take more at the end than at the beginning, in bytes. */
const allowedGrowth = 32 * 2 ** 20;

jest.setTimeout(scaled(5 * minutes) + 2 * awayMs);

let system: OwnSystem;
let proxy: Awaited<ReturnType<typeof startBrokerProxy>>;
let workload: ReturnType<typeof startWorkload> | undefined;

beforeAll(async () => {
  system = await startOwnSystem('ems-broker-away', launchSettings, [], async tree => {
    proxy = await startBrokerProxy(settingOf('user-service', 'AMQP_URL'));
    const launches = services.map(service => ({
      service,
      env: { AMQP_URL: proxy.through(settingOf(service, 'AMQP_URL')) },
    }));
    setLaunches(tree, launches);
    return undefined;
  });
});
afterEach(() => workload?.stop());
afterAll(async () => {
  await system?.stop();
  await proxy?.stop();
});

/** Kills it again at each start, before anybody can reach it. */
async function killAgainAndAgain(isOver: () => boolean): Promise<void> {
  for (let killed = 0; !isOver(); await delay(20)) {
    const { pid } = pidFile('rabbitmq');
    if (pid === killed) continue;
    killed = pid;
    process.kill(pid, 'SIGKILL');
  }
}

/** Each takes the broker away, and returns what brings it back. */
const ways: Record<string, () => Promise<() => Promise<void>>> = {
  'is stopped inside its node': async () => {
    await rabbitmqctl('stop_app');
    return () => rabbitmqctl('start_app');
  },
  'is killed at each start': async () => {
    let isOver = false;
    const killing = killAgainAndAgain(() => isOver);
    return async () => {
      isOver = true;
      await killing;
    };
  },
  'is behind a network that swallows everything': async () => {
    proxy.freeze();
    return async () => proxy.thaw();
  },
};

const brokerStates = () =>
  Promise.all(
    services.map(async service => {
      const reply = await fetch(`${gateway()}/health/${service}/ready`);
      const { components } = (await reply.json()) as { components: { broker: string } };
      return `${reply.status} ${components.broker}`;
    }),
  );

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How many bytes more each service has at the end of a time than at its beginning: averages of its first and its last third. */
async function growthDuring(ms: number): Promise<number[]> {
  const samples: number[][] = services.map(() => []);
  for (const end = performance.now() + ms; performance.now() < end; await delay(2_000)) {
    for (const [index, service] of services.entries()) samples[index]?.push(residentSetOf(pidFile(service).pid));
    expect((await brokerStates()).filter(state => !state.startsWith('200'))).toEqual([]);
  }
  return samples.map(all => {
    const third = Math.floor(all.length / 3);
    return average(all.slice(-third)) - average(all.slice(0, third));
  });
}

test.each(Object.keys(ways))(
  'the broker %s: all is written, memory is flat, and all messages come after it',
  async way => {
    const { accessToken, client } = await registerUser();
    const event = await asOrganizer(client).event();
    const writing = startWorkload(accessToken, event.id);
    workload = writing;
    await eventually(() => writing.writes.filter(({ id }) => id).length > 250, 2 * minutes);
    const bringBack = await ways[way]?.();
    await eventually(
      async () => expect(await brokerStates()).toEqual(services.map(() => '200 degraded')) === undefined,
    );
    const growth = await growthDuring(awayMs).finally(bringBack);
    const backAt = performance.now();
    const sinceBack = () => Math.round((performance.now() - backAt) / 1_000);
    await eventually(
      async () => expect(await brokerStates()).toEqual(services.map(() => '200 up')) === undefined,
      minutes,
    );
    const connectedAfter = sinceBack();
    await expectSettled(writing, minutes);
    const settledAfter = sinceBack();
    const outcomes = countOutcomes(writing.writes.flatMap(({ attempts }) => attempts));
    const growthInMegabytes = growth.map(bytes => Math.round(bytes / 2 ** 20));
    console.log(way, { outcomes, growthInMegabytes, connectedAfter, settledAfter });
    expect(outcomes).toEqual({ 201: writing.writes.length });
    expect(growth.filter(bytes => bytes > allowedGrowth)).toEqual([]);
  },
);
