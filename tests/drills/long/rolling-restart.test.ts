import { eventually, scaled } from '@ems/testing';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../../support/as-organizer';
import { queryAt } from '../../support/databases';
import { services } from '../../support/services';
import { registerUser } from '../../support/users';
import { failuresOf, replaceInstance } from '../support/instances';
import { type Entry, send, startLoad } from '../support/ledger';
import { type OwnSystem, startOwnSystem } from '../support/own-system';

const minutes = 60_000;
/** The whole drill sends 20,000, at 50 per second. */
const requests = Number(process.env.DRILL_REQUESTS ?? 600);
const perSecond = requests < 5_000 ? 20 : 50;

jest.setTimeout(scaled(5 * minutes) + requests * 100);

/** In the order in which they are restarted. */
const instances = services.flatMap(service => [service, `${service}-2`]);

describe('two instances of each service, while others read and write', () => {
  let system: OwnSystem;
  let load: Parameters<typeof startLoad>[0];
  let running: ReturnType<typeof startLoad>;

  beforeAll(async () => {
    const settings = { RATE_LIMITS: 'off' };
    const args = ['--instances', services.map(service => `${service}=2`).join()];
    system = await startOwnSystem('ems-rolling', settings, args);
    const { accessToken, client } = await registerUser();
    const organizer = asOrganizer(client);
    const { id: eventId } = await organizer.event();
    await organizer.publish(eventId);
    const { id: roomId } = await organizer.room(eventId, 'Hall');
    load = { gateway: system.gateway, token: accessToken, eventId, roomId, perSecond };
  });
  afterEach(() => running?.stop());
  afterAll(() => system?.stop());

  const replace = (instance: string, signal: NodeJS.Signals) => replaceInstance(system, instance, signal);

  const roomsNamed = (names: string[]) =>
    queryAt<{ name: string; count: number }>(
      `postgresql://session_service_owner:session_service_owner@127.0.0.1:${system.env.SESSION_DB_PORT}/sessions`,
      'SELECT name, count(*)::int FROM rooms WHERE name = ANY($1) GROUP BY name',
      [names],
    );

  const madeRooms = async (entries: readonly Entry[]) => {
    const made = await roomsNamed(entries.map(({ name }) => name));
    return new Map(made.map(({ name, count }) => [name, count]));
  };

  test('are restarted one after another, and no request fails', async () => {
    running = startLoad(load);
    const { entries } = running;
    for (let restarted = 0; restarted < instances.length || entries.length < requests; restarted++)
      await replace(instances[restarted % instances.length] ?? '', 'SIGTERM');
    await running.stop();
    expect(failuresOf(system)).toEqual([]);
    expect(entries.filter(({ status }) => status < 200 || status > 299)).toEqual([]);
    const made = entries.filter(({ name }) => name !== '');
    expect(made.length).toBeGreaterThan(requests / 20);
    expect([...(await madeRooms(made))]).toEqual(expect.arrayContaining(made.map(({ name }) => [name, 1])));
    console.log(`${entries.length} requests, none failed; at most ${perSecond} per second`);
  });

  test('are killed one after another: reads are answered, and of a write is known whether it was done', async () => {
    running = startLoad(load);
    const { entries } = running;
    for (const instance of instances) await replace(instance, 'SIGKILL');
    await running.stop();
    expect(entries.filter(({ method, status }) => method === 'GET' && status !== 200)).toEqual([]);
    const writes = entries.filter(({ method }) => method !== 'GET');
    const said = new Set(writes.filter(({ status }) => status > 299).map(({ status, code }) => `${status} ${code}`));
    expect([...said].filter(each => !/^503 (unavailable|outcome-unknown)$/.test(each))).toEqual([]);
    const posts = entries.filter(({ name }) => name !== '');
    const made = await madeRooms(posts);
    for (const { name, status, code } of posts) {
      const times = made.get(name) ?? 0;
      const possible = status === 201 ? [1] : code === 'outcome-unknown' ? [0, 1] : [0];
      expect({ name, status, code, times, isPossible: possible.includes(times) }).toMatchObject({ isPossible: true });
    }
    // Sent again by whoever was not told: done once.
    const unsure = posts.filter(({ status }) => status !== 201);
    for (const entry of unsure) {
      const body = { eventId: load.eventId, name: entry.name };
      await eventually(async () => (await send(load, entry, body)).status === 201);
    }
    expect([...(await madeRooms(unsure))]).toEqual(expect.arrayContaining(unsure.map(({ name }) => [name, 1])));
  });

  test('lose no message, and have none twice', async () => {
    await eventually(async () => {
      for (const service of services) {
        const short = service.replace(/-service$/, '');
        const role = `${short}_service_owner`;
        const port = system.env[`${short.toUpperCase()}_DB_PORT`];
        const url = `postgresql://${role}:${role}@127.0.0.1:${port}/${short}s`;
        expect(await queryAt(url, 'SELECT id, type FROM outbox WHERE published_at IS NULL')).toEqual([]);
      }
      return true;
    }, 30_000);
  });
});
