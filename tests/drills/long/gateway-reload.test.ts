import { setTimeout as delay } from 'node:timers/promises';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../../support/as-organizer';
import { query } from '../../support/databases';
import { registerUser } from '../../support/users';
import { startLoad } from '../support/ledger';
import { type OwnSystem, startOwnSystem } from '../support/own-system';

const minutes = 60_000;
const reloads = 20;

jest.setTimeout(scaled(5 * minutes));

let system: OwnSystem;
let load: Parameters<typeof startLoad>[0];

beforeAll(async () => {
  system = await startOwnSystem('ems-reload', { RATE_LIMITS: 'off' });
  const { accessToken, client } = await registerUser();
  const organizer = asOrganizer(client);
  const { id: eventId } = await organizer.event();
  await organizer.publish(eventId);
  const { id: roomId } = await organizer.room(eventId, 'Hall');
  load = { gateway: system.gateway, token: accessToken, eventId, roomId, perSecond: 50 };
});
afterAll(() => system?.stop());

test('the gateway reads its configuration anew, again and again: no request fails, and none is done twice', async () => {
  const pid = system.pidOf('gateway');
  const { entries, stop } = startLoad(load);
  for (let reload = 0; reload < reloads; reload++) {
    process.kill(pid, 'SIGHUP');
    const known = entries.length;
    await eventually(() => entries.length > known + 40);
    await delay(500);
  }
  await stop();
  expect(system.pidOf('gateway')).toBe(pid);
  console.log(`${reloads} reloads, ${entries.length} requests`);
  expect(entries.filter(({ status }) => status < 200 || status > 299)).toEqual([]);
  const made = entries.filter(entry => entry.name !== '').map(entry => entry.name);
  const rows = await query<{ count: number }>(
    'session-service',
    'SELECT count(*)::int FROM rooms WHERE name = ANY($1)',
    [made],
  );
  expect(rows).toEqual([{ count: made.length }]);
});
