import { randomBytes } from 'node:crypto';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { connect } from 'amqplib';
import { asOrganizer } from '../../support/as-organizer';
import { databaseUrl, queryAt } from '../../support/databases';
import { services, settingOf } from '../../support/services';
import { registerUser } from '../../support/users';
import { asSuperuser } from '../support/databases';
import { failuresOf, replaceInstance } from '../support/instances';
import { type Launch, launchSettings, setLaunches } from '../support/launches';
import { startLoad } from '../support/ledger';
import { management } from '../support/management';
import { unpublishedIn } from '../support/messages';
import { type OwnSystem, startOwnSystem } from '../support/own-system';
import { countOutcomes } from '../support/settled';

const minutes = 60_000;

jest.setTimeout(scaled(8 * minutes));

let system: OwnSystem;
let load: Parameters<typeof startLoad>[0];
let running: ReturnType<typeof startLoad> | undefined;

beforeAll(async () => {
  const args = ['--instances', services.map(service => `${service}=2`).join()];
  system = await startOwnSystem('ems-passwords', { ...launchSettings, RATE_LIMITS: 'off' }, args);
  const { accessToken, client } = await registerUser();
  const organizer = asOrganizer(client);
  const { id: eventId } = await organizer.event();
  await organizer.publish(eventId);
  const { id: roomId } = await organizer.room(eventId, 'Hall');
  load = { gateway: system.gateway, token: accessToken, eventId, roomId, perSecond: 20 };
});
afterAll(async () => {
  await running?.stop();
  await system?.stop();
});

const withLogin = (url: string, login: { username?: string; password: string }) =>
  Object.assign(new URL(url), login).href;

test('each service gets another login at its database and another password at the broker under load: no request fails, and the old ones are refused', async () => {
  const old = services.map(service => ({
    database: databaseUrl(service, 'service'),
    broker: settingOf(service, 'AMQP_URL'),
  }));
  running = startLoad(load);
  const { entries, stop } = running;
  const launches: Launch[] = [];
  for (const service of services) {
    const { username: role } = new URL(databaseUrl(service, 'service'));
    const login = { username: `${role}_2`, password: randomBytes(16).toString('hex') };
    await asSuperuser(service, `CREATE ROLE ${login.username} LOGIN PASSWORD '${login.password}' IN ROLE ${role}`);
    await management('PUT', `users/${service}`, { password: login.password, tags: '' });
    const env = {
      DATABASE_URL: withLogin(databaseUrl(service, 'service'), login),
      AMQP_URL: withLogin(settingOf(service, 'AMQP_URL'), { password: login.password }),
    };
    launches.push({ service, env });
    setLaunches(system.tree, launches);
    for (const instance of [service, `${service}-2`]) await replaceInstance(system, instance, 'SIGTERM');
    await asSuperuser(service, `ALTER ROLE ${role} NOLOGIN`);
  }
  await stop();
  console.log(countOutcomes(entries.map(({ method, status, code }) => `${method} ${status} ${code}`)));
  expect(failuresOf(system)).toEqual([]);
  expect(entries.filter(({ status }) => status < 200 || status > 299)).toEqual([]);
  for (const { database, broker } of old) {
    await expect(queryAt(database, 'SELECT')).rejects.toMatchObject({ code: '28000' });
    await expect(connect(broker)).rejects.toThrow(/ACCESS.REFUSED/);
  }
  await eventually(async () => {
    for (const service of services) expect(await unpublishedIn(service)).toEqual([]);
    return true;
  }, minutes);
});
