import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../../support/as-organizer';
import { registerUser } from '../../support/users';
import { launchSettings, setLaunches } from '../support/launches';
import { type OwnSystem, startOwnSystem } from '../support/own-system';
import { environmentOf, isReplaced } from '../support/processes';
import { countOutcomes, expectSettled } from '../support/settled';
import { startWorkload } from '../support/workload';

const minutes = 60_000;
const service = 'session-service';
const descriptors = 128;
const starvedMs = 10_000;
/** What a request may get meanwhile: none is refused for good, and none says what is not so. */
const honest = /^(201|50[234].*|409 idempotency\.in-progress)$/;

jest.setTimeout(scaled(5 * minutes));

describe('a service has too little', () => {
  let system: OwnSystem;
  let order: string;
  let workload: ReturnType<typeof startWorkload>;

  beforeAll(async () => {
    system = await startOwnSystem('ems-exhausted', launchSettings, [], async tree => {
      order = join(tree, '.local/exhaust');
      const nodeArgs = ['--max-old-space-size=96', '--require', join(__dirname, '../support/preloaded/exhaust.js')];
      setLaunches(tree, [{ service, nodeArgs, env: { DRILL_EXHAUST: order } }]);
      return undefined;
    });
  });
  afterAll(() => system?.stop());

  beforeEach(async () => {
    const { accessToken, client } = await registerUser();
    const { id } = await asOrganizer(client).event();
    workload = startWorkload(accessToken, id);
    await workload.untilAcknowledged(50);
  });

  const outcomesOf = (which: (name: string) => boolean) =>
    workload.writes.filter(write => which(write.service)).flatMap(({ attempts }) => attempts);

  /** All is done in the end, each once, and the other services have noticed nothing. */
  async function expectRecovered(): Promise<void> {
    await workload.untilAcknowledged(50);
    await expectSettled(workload, minutes);
    const own = outcomesOf(name => name === service);
    console.log(expect.getState().currentTestName, countOutcomes(own));
    expect(own.filter(outcome => !honest.test(outcome))).toEqual([]);
    expect(countOutcomes(outcomesOf(name => name !== service))).toEqual({ 201: expect.any(Number) });
  }

  const exhaust = (what: 'memory' | 'loop') => {
    writeFileSync(order, what);
    process.kill(system.pidOf(service), 'SIGUSR2');
  };

  test('memory: it ends, is started anew, and nothing is lost', async () => {
    const pid = system.pidOf(service);
    exhaust('memory');
    await isReplaced(service, pid);
    expect(system.log(service)).toContain('heap out of memory');
    await expectRecovered();
  });

  test('time: while its event loop stands still it is not ready, and afterwards it goes on', async () => {
    const pid = system.pidOf(service);
    const { HTTP_PORT: port } = environmentOf(pid);
    const isReady = () =>
      fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    exhaust('loop');
    await delay(100);
    expect(await isReady()).toBe(false);
    await eventually(isReady, minutes);
    await expectRecovered();
    expect(system.pidOf(service)).toBe(pid);
  });

  test('file descriptors: it goes on with those that it has, and takes connections again when there are more', async () => {
    const pid = system.pidOf(service);
    const { HTTP_PORT: port } = environmentOf(pid);
    execFileSync('prlimit', ['--pid', String(pid), `--nofile=${descriptors}:4096`]);
    const open = new Set<Socket>();
    const hold = () => {
      const socket = connect(Number(port), '127.0.0.1');
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
    };
    for (const end = performance.now() + starvedMs; performance.now() < end; await delay(100))
      while (open.size < 2 * descriptors) hold();
    for (const socket of open) socket.destroy();
    await expectRecovered();
    expect(system.pidOf(service)).toBe(pid);
  });
});
