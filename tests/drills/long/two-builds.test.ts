import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { eventually, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { asOrganizer } from '../../support/as-organizer';
import { root, services } from '../../support/services';
import { registerUser } from '../../support/users';
import { replaceInstance } from '../support/instances';
import { type Launch, launchSettings, setLaunches } from '../support/launches';
import { startLoad } from '../support/ledger';
import { inboxDifferences, unpublishedIn } from '../support/messages';
import { type OwnSystem, startOwnSystem } from '../support/own-system';
import { environmentOf } from '../support/processes';
import { queuesWithMessages } from '../support/queues';
import { countOutcomes } from '../support/settled';

const minutes = 60_000;
const requests = 600;
/** The folder of an earlier version of the project, which is built: `git worktree add FOLDER COMMIT`, `npm ci`, `npm run build`. */
const previous = resolve(root, process.env.DRILL_PREVIOUS ?? '../previous');

jest.setTimeout(scaled(8 * minutes));

describe('this build and an earlier one, side by side on the schema of this one', () => {
  let system: OwnSystem;
  let load: Parameters<typeof startLoad>[0];
  const setBuilds = (tree: string, env: NodeJS.ProcessEnv, first: 'this' | 'earlier', second: 'this' | 'earlier') =>
    setLaunches(
      tree,
      services.flatMap((service): Launch[] => {
        const earlier = { program: join(previous, service, 'dist/src/main.js') };
        const httpPort = env[`${service.replace(/-service$/, '').toUpperCase()}_SERVICE_PORT`];
        return [
          { service, httpPort, ...(first === 'earlier' && earlier) },
          { service, ...(second === 'earlier' && earlier) },
        ];
      }),
    );

  beforeAll(async () => {
    if (!existsSync(join(previous, 'user-service/dist/src/main.js')))
      throw new Error(`${previous} has no build: set DRILL_PREVIOUS to the folder of one`);
    const args = ['--instances', services.map(service => `${service}=2`).join()];
    const settings = { ...launchSettings, RATE_LIMITS: 'off' };
    system = await startOwnSystem('ems-two-builds', settings, args, async (tree, env) => {
      setBuilds(tree, env, 'this', 'earlier');
      return undefined;
    });
    const { accessToken, client } = await registerUser();
    const organizer = asOrganizer(client);
    const { id: eventId } = await organizer.event();
    await organizer.publish(eventId);
    const { id: roomId } = await organizer.room(eventId, 'Hall');
    load = { gateway: system.gateway, token: accessToken, eventId, roomId, perSecond: 20 };
  });
  afterAll(() => system?.stop());

  type Build = 'this' | 'earlier';

  const buildOf = (instance: string): Build =>
    readFileSync(`/proc/${system.pidOf(instance)}/cmdline`, 'utf8').includes(join(previous, '/')) ? 'earlier' : 'this';

  const builds = (suffix: '' | '-2'): Set<Build> => new Set(services.map(service => buildOf(service + suffix)));

  const metricsOf = async (instance: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${environmentOf(system.pidOf(instance)).METRICS_PORT}/metrics`)).text();

  /** How many messages instances of this build have consumed that run. */
  async function consumedByThis(): Promise<number> {
    const instances = services.flatMap(service => [service, `${service}-2`]);
    const texts = await Promise.all(instances.filter(each => buildOf(each) === 'this').map(metricsOf));
    const counts = texts.flatMap(text => [
      ...text.matchAll(/^messages_consumed_total\{.*outcome="applied".*\} (\d+)$/gm),
    ]);
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  const replaceAll = async (suffix: '' | '-2') => {
    for (const service of services) await replaceInstance(system, service + suffix, 'SIGTERM');
  };

  /** No write fails while it is done, and each message is consumed in the end, by whoever. */
  async function underLoad(work: () => Promise<void>): Promise<void> {
    const { entries, stop } = startLoad(load);
    await work().finally(async () => {
      await eventually(() => entries.length >= requests, 2 * minutes);
      await stop();
    });
    const outcomes = entries.map(({ method, status, code }) => `${method} ${status} ${code}`);
    console.log(expect.getState().currentTestName, countOutcomes(outcomes));
    // Whoever has too little time refuses a read now and then; a build that cannot live with the schema answers otherwise.
    const refused = outcomes.filter(outcome => outcome === 'GET 503 unavailable');
    expect(refused.length).toBeLessThan(outcomes.length / 100);
    expect(outcomes.filter(outcome => !/^\w+ 2|^GET 503 unavailable$/.test(outcome))).toEqual([]);
    await eventually(async () => {
      for (const service of services)
        expect({ service, unpublished: await unpublishedIn(service) }).toEqual({ service, unpublished: [] });
      for (const service of services.filter(name => name !== 'user-service'))
        expect({ service, ...(await inboxDifferences(service)) }).toEqual({ service, missing: [], phantom: [] });
      expect(await queuesWithMessages()).toEqual({});
      return true;
    }, 30_000);
  }

  test('serve together', async () => {
    expect([builds(''), builds('-2')]).toEqual([new Set(['this']), new Set(['earlier'])]);
    await underLoad(async () => undefined);
  });

  test('one after another is upgraded, and this one consumes', async () => {
    setBuilds(system.tree, system.env, 'this', 'this');
    await underLoad(() => replaceAll('-2'));
    expect(builds('-2')).toEqual(new Set(['this']));
    await underLoad(async () => undefined);
    expect(await consumedByThis()).toBeGreaterThan(0);
  });

  test('one after another is rolled back, on the schema that stays', async () => {
    setBuilds(system.tree, system.env, 'earlier', 'earlier');
    await underLoad(() => replaceAll('-2'));
    await underLoad(() => replaceAll(''));
    expect([builds(''), builds('-2')]).toEqual([new Set(['earlier']), new Set(['earlier'])]);
    await underLoad(async () => undefined);
  });
});
