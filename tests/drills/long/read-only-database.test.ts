import { setTimeout as delay } from 'node:timers/promises';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { asOrganizer, unique } from '../../support/as-organizer';
import { services } from '../../support/services';
import { registerUser, type User } from '../../support/users';
import { asSuperuser } from '../support/databases';
import { type OwnSystem, startOwnSystem } from '../support/own-system';
import { countOutcomes, expectSettled } from '../support/settled';
import { isTransient, startWorkload } from '../support/workload';

const minutes = 60_000;
const readOnlyMs = 10_000;

jest.setTimeout(scaled(5 * minutes));

let system: OwnSystem;
let organizer: User;
let eventId: string;
let workload: ReturnType<typeof startWorkload> | undefined;

beforeAll(async () => {
  system = await startOwnSystem('ems-read-only', {});
  organizer = await registerUser();
  ({ id: eventId } = await asOrganizer(organizer.client).event());
  await asOrganizer(organizer.client).publish(eventId);
});
afterAll(async () => {
  // Whoever writes goes on until it is done.
  if (system) await setReadOnly('off');
  await workload?.stop();
  await system?.stop();
});

const setReadOnly = (state: 'on' | 'off') =>
  Promise.all(
    services.map(service =>
      asSuperuser(service, `ALTER SYSTEM SET default_transaction_read_only = ${state}`, 'SELECT pg_reload_conf()'),
    ),
  );

test('all databases are read-only for a while: writes are refused as unavailable, reads go on, and then all is written', async () => {
  const schedule = `/events/${eventId}/schedule`;
  const pids = services.map(system.pidOf);
  workload = startWorkload(organizer.accessToken, eventId);
  const { writes } = workload;
  const acknowledged = () => writes.filter(({ id }) => id).length;
  await eventually(() => acknowledged() > 50, minutes);
  await setReadOnly('on');
  // What was under way is over.
  await delay(1_000);

  const reads: string[] = [];
  const refusals = new Set<string>();
  for (const end = performance.now() + readOnlyMs; performance.now() < end; await delay(500)) {
    for (const path of ['/users/me', `/events/${eventId}`, schedule, `/rooms?eventId=${eventId}`, '/speakers']) {
      const reply = await fetch(`${system.gateway}/api/v1${path}`, {
        headers: { authorization: `Bearer ${organizer.accessToken}` },
      });
      const text = await reply.text();
      reads.push(`${path} ${reply.status}${reply.ok ? '' : ` ${text}`}`);
    }
    const reply = await fetch(`${system.gateway}/api/v1/speakers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${organizer.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: unique('speaker') }),
    });
    const { code } = (await reply.json()) as { code: string };
    refusals.add(`${reply.status} ${code} ${reply.headers.get('content-type')} ${reply.headers.has('retry-after')}`);
  }
  expect(reads.filter(each => !each.endsWith(' 200'))).toEqual([]);
  expect([...refusals]).toEqual(['503 unavailable application/problem+json; charset=utf-8 true']);

  await setReadOnly('off');
  const before = acknowledged();
  await eventually(() => acknowledged() > before + 100, minutes);
  await expectSettled(workload);
  const outcomes = countOutcomes(writes.flatMap(({ attempts }) => attempts));
  console.log({ reads: reads.length, outcomes });
  // As the client is told: it may come again. A claim on a key that was made just before lasts until its lease is over.
  expect(Object.keys(outcomes).filter(outcome => outcome !== '201' && !isTransient(outcome))).toEqual([]);
  expect(services.map(system.pidOf)).toEqual(pids);
});
