import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../../support/as-organizer';
import { services } from '../../support/services';
import { registerUser } from '../../support/users';
import { type OwnSystem, startOwnSystem } from '../support/own-system';
import { countOutcomes, expectSettled } from '../support/settled';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk';
import { startWorkload } from '../support/workload';

const minutes = 60_000;
const fullMs = 10_000;
/** What a request may get meanwhile: none is refused for good, and none says what is not so. */
const honest = /^(201|503 (unavailable|outcome-unknown)|409 idempotency\.in-progress)$/;

jest.setTimeout(scaled(5 * minutes));

let system: OwnSystem;
let databases: SmallDisk;
let logs: SmallDisk;
let workload: ReturnType<typeof startWorkload>;

beforeAll(async () => {
  system = await startOwnSystem('ems-disk-full', {}, [], async tree => {
    databases = mountSmallDisk(join(tree, '.local/postgres'), 1_024);
    logs = mountSmallDisk(join(tree, '.local/logs'), 32);
    return () => {
      databases.unmount();
      logs.unmount();
    };
  });
});
afterAll(() => system?.stop());

beforeEach(async () => {
  const { accessToken, client } = await registerUser();
  const { id } = await asOrganizer(client).event();
  workload = startWorkload(accessToken, id);
  await workload.untilAcknowledged(50);
});

const outcomes = () => workload.writes.flatMap(({ attempts }) => attempts);

test('the disk of the databases is full: writes are refused as unavailable, nothing is lost, and with space all goes on', async () => {
  const pids = services.map(system.pidOf);
  databases.fill();
  await eventually(() => outcomes().some(outcome => outcome.startsWith('503')), minutes);
  for (const end = performance.now() + fullMs; performance.now() < end; await delay(500)) databases.fill();
  databases.free();
  await workload.untilAcknowledged(100);
  await expectSettled(workload, minutes);
  console.log('databases', countOutcomes(outcomes()));
  expect(outcomes().filter(outcome => !honest.test(outcome))).toEqual([]);
  expect(services.map(system.pidOf)).toEqual(pids);
});

test('the disk of the logs is full: all is served, and with space lines are written again', async () => {
  const pids = [...services, 'gateway', 'rabbitmq'].map(system.pidOf);
  logs.fill();
  for (const end = performance.now() + fullMs; performance.now() < end; await delay(500)) logs.fill();
  logs.free();
  const lengths = services.map(service => system.log(service).length);
  await workload.untilAcknowledged(50);
  await eventually(
    () => services.every((service, index) => system.log(service).length > (lengths[index] ?? 0)),
    minutes,
  );
  await expectSettled(workload);
  console.log('logs', countOutcomes(outcomes()));
  expect(countOutcomes(outcomes())).toEqual({ 201: workload.writes.length });
  expect([...services, 'gateway', 'rabbitmq'].map(system.pidOf)).toEqual(pids);
});
