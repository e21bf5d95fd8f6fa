import { readFileSync } from 'node:fs';
import { eventually } from '@ems/chassis/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { api, have } from '../support/api';
import { services } from '../support/databases';
import { campFile, type Ran, runDemo, withFile } from '../support/demo';
import { programme, unique } from '../support/programme';
import { copies } from './support/copies';
import { isTransient, startWriting } from './support/ledger';
import { gapsIn, unheardBy, untoldIn, waitingIn } from './support/messages';
import { killAndAwait } from './support/processes';
import { queuesWithMessages } from './support/queues';

const minutes = 60_000;

describe('every service is killed while a conference is loaded and others write', () => {
  const slug = unique('camp');
  const camp = JSON.parse(readFileSync(campFile, 'utf8'));
  camp.schedule.conference.acronym = slug;
  const load = () => withFile(camp, path => runDemo([path], { DEMO_EMAIL: `${slug}@example.org` }));
  let loaded: Ran;
  let writing: ReturnType<typeof startWriting>;

  beforeAll(async () => {
    const account = { email: `${unique('drill')}@example.org`, password: 'correct horse battery', name: 'Drill' };
    const token = have(await api()('post', '/auth/register', account), 201).body.accessToken;
    const event = await programme(api(token)).event();
    writing = startWriting(token, event.id);
    const loading = load();
    for (const service of ['speaker', 'session'] as const) await killAndAwait(service);
    // One that starts while nobody can tell it the keys that tokens are checked with.
    await Promise.all([killAndAwait('event'), killAndAwait('user')]);
    loaded = await loading;
    await writing.stop();
  }, 5 * minutes);

  test('the drill was one: requests were cut off or refused meanwhile, in each service', () => {
    for (const service of services) {
      const attempts = writing.entries.filter(entry => entry.service === service).flatMap(entry => entry.attempts);
      expect([service, attempts.some(isTransient)]).toEqual([service, true]);
    }
  });

  test(
    'no write was lost, none was done twice, and none was refused for good',
    async () => {
      expect(writing.entries.length).toBeGreaterThan(100);
      for (const entry of writing.entries) {
        expect([entry.service, entry.attempts.at(-1)]).toEqual([entry.service, '201']);
        expect([entry, await writing.idsOf(entry)]).toEqual([entry, [entry.id]]);
      }
    },
    2 * minutes,
  );

  test(
    'the conference is loaded whole, and loading it again finds everything',
    async () => {
      expect([loaded.code, loaded.output]).toEqual([0, expect.stringContaining('Nothing was refused.')]);
      const { counts } = await load();
      expect(counts).toEqual({
        event: [0, 1, 0],
        rooms: [0, 2, 0],
        tracks: [0, 7, 0],
        speakers: [0, 90, 0],
        sessions: [0, 79, 0],
        slots: [0, 79, 0],
      });
    },
    2 * minutes,
  );

  test('all messages are published and taken up within 30 s, and none is dead', async () => {
    await eventually(async () => {
      for (const service of services) expect([service, await waitingIn(service)]).toEqual([service, []]);
      for (const service of services.filter(name => name !== 'user')) {
        expect([service, await unheardBy(service)]).toEqual([service, { missing: [], phantom: [] }]);
      }
      expect(await queuesWithMessages()).toEqual({});
      return true;
    }, 30_000);
  });

  test('each version of everything has exactly one message', async () => {
    for (const service of services) expect([service, await gapsIn(service)]).toEqual([service, []]);
    const tables = {
      user: ['users'],
      event: ['events'],
      session: ['sessions', 'slots', 'rooms', 'tracks'],
      speaker: ['speakers'],
    };
    for (const service of services) {
      for (const table of tables[service]) expect([table, await untoldIn(service, table)]).toEqual([table, []]);
    }
  });

  test.each(Object.keys(copies))('every service has the same answer to %s', async question => {
    const { owned, copied } = await (copies[question]?.(slug) ?? Promise.reject(new Error(question)));
    expect(owned.length).toBeGreaterThan(0);
    expect(copied).toEqual(owned);
  });
});
