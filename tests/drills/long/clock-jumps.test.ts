import { globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../../support/as-organizer';
import { registerUser } from '../../support/users';
import { launchSettings, setLaunches } from '../support/launches';
import { type OwnSystem, startOwnSystem } from '../support/own-system';
import { environmentOf } from '../support/processes';
import { countOutcomes, expectSettled } from '../support/settled';
import { startWorkload } from '../support/workload';

const minutes = 60_000;
const service = 'session-service';
const answeredPerJump = 60;
/** One after the other, in seconds; between two of them lies the difference. A token that is being used bears a minute. */
const jumps = [50, -50, 600, -600, 86_400, 0];

jest.setTimeout(scaled(8 * minutes));

let system: OwnSystem;
let clock: string;
let workload: ReturnType<typeof startWorkload> | undefined;
const setClock = (seconds: number) => writeFileSync(clock, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}`);

beforeAll(async () => {
  const [library] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1');
  if (!library) throw new Error('libfaketime is missing: apt-get install faketime');
  system = await startOwnSystem('ems-clock-jumps', launchSettings, [], async tree => {
    clock = join(tree, '.local/clock');
    setClock(0);
    const env = {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_CACHE_DURATION: '1',
      // What no change of the clock touches: the monotonic one, and times of files.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
    setLaunches(tree, [{ service, env }]);
    return undefined;
  });
});
afterAll(async () => {
  await workload?.stop();
  await system?.stop();
});

/** By how much its clock is off, in seconds, as its replies say. */
async function skew(): Promise<number> {
  const { HTTP_PORT: port } = environmentOf(system.pidOf(service));
  const reply = await fetch(`http://127.0.0.1:${port}/health/live`);
  await reply.arrayBuffer();
  return (Date.parse(reply.headers.get('date') ?? '') - Date.now()) / 1_000;
}

test('the clock of a service jumps under load: nothing is lost, doubled or misordered, and others notice nothing', async () => {
  const pid = system.pidOf(service);
  const { accessToken, client } = await registerUser();
  const { id } = await asOrganizer(client).event();
  workload = startWorkload(accessToken, id, { pace: 0.3 });
  const { writes } = workload;
  // What services are slow at first is no matter of clocks.
  await workload.untilAcknowledged(answeredPerJump);
  const seen: Record<string, Record<string, number>> = {};
  for (const jump of jumps) {
    setClock(jump);
    await eventually(async () => Math.abs((await skew()) - jump) < 3, minutes);
    const known = writes.length;
    const answered = () => writes.slice(known).filter(({ attempts }) => attempts.length > 0);
    await eventually(() => answered().length > answeredPerJump, minutes);
    const others = answered().filter(write => write.service !== service);
    expect(countOutcomes(others.flatMap(({ attempts }) => attempts))).toEqual({ 201: others.length });
    const own = answered().filter(write => write.service === service);
    seen[jump] = countOutcomes(own.flatMap(({ attempts }) => attempts));
    if (Math.abs(jump) < 60) expect(seen[jump]).toEqual({ 201: own.length });
  }
  await expectSettled(workload);
  console.log(seen);
  const attempts = writes.flatMap(write => write.attempts);
  expect(attempts.filter(outcome => !/^(201|401 .*|50[34] .*)$/.test(outcome))).toEqual([]);
  expect(Object.keys(seen['86400'] ?? {}).filter(outcome => !outcome.startsWith('401'))).toEqual([]);
  expect(system.pidOf(service)).toBe(pid);
});
