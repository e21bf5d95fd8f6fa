import { randomBytes } from 'node:crypto';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { connect } from 'amqplib';
import { asOrganizer } from '../../support/as-organizer';
import { databaseUrl, queryAt } from '../../support/databases';
import { type ServiceName, services, settingOf } from '../../support/services';
import { registerUser } from '../../support/users';
import { asSuperuser } from '../support/databases';
import { replaceInstance } from '../support/instances';
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
afterAll(() => system?.stop());

const withPassword = (url: string, password: string) => Object.assign(new URL(url), { password }).href;

test('the passwords of each service at database and broker are changed under load: no request fails, and the old ones are refused', async () => {
  const old = services.map(service => ({
    database: databaseUrl(service, 'service'),
    broker: settingOf(service, 'AMQP_URL'),
  }));
  const { entries, stop } = startLoad(load);
  const launches: Launch[] = [];
  for (const service of services) {
    const password = randomBytes(16).toString('hex');
    await changePasswords(service, password);
    const env = {
      DATABASE_URL: withPassword(databaseUrl(service, 'service'), password),
      AMQP_URL: withPassword(settingOf(service, 'AMQP_URL'), password),
    };
    launches.push({ service, env });
    setLaunches(system.tree, launches);
    for (const instance of [service, `${service}-2`]) await replaceInstance(system, instance, 'SIGTERM');
  }
  await stop();
  console.log(countOutcomes(entries.map(({ method, status, code }) => `${method} ${status} ${code}`)));
  expect(entries.filter(({ status }) => status < 200 || status > 299)).toEqual([]);
  for (const { database, broker } of old) {
    await expect(queryAt(database, 'SELECT')).rejects.toMatchObject({ code: '28P01' });
    await expect(connect(broker)).rejects.toThrow(/ACCESS.REFUSED/);
  }
  await eventually(async () => {
    for (const service of services) expect(await unpublishedIn(service)).toEqual([]);
    return true;
  }, minutes);
});

async function changePasswords(service: ServiceName, password: string): Promise<void> {
  const { username: role } = new URL(databaseUrl(service, 'service'));
  await asSuperuser(service, `ALTER ROLE ${role} PASSWORD '${password}'`);
  await management('PUT', `users/${service}`, { password, tags: '' });
}
