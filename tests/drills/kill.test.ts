import { readFileSync } from 'node:fs';
import { eventually } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { asOrganizer, unique } from '../support/as-organizer';
import { campFile, type ImportResult, runDemo, unchangedCamp, withFile } from '../support/demo';
import { services } from '../support/services';
import { registerUser } from '../support/users';
import { versionedTables } from './support/invariants';
import { inboxDifferences, rowsWithoutMessageIn, sequenceGapsIn, unpublishedIn } from './support/messages';
import { killAndAwait } from './support/processes';
import { queuesWithMessages } from './support/queues';
import { type ReadLedger, startReadLedger } from './support/read-ledger';
import { replicas } from './support/replicas';
import { isTransient, startWorkload } from './support/workload';

const minutes = 60_000;

describe('every service is killed while a conference is loaded and others write', () => {
  const slug = unique('camp');
  const camp = JSON.parse(readFileSync(campFile, 'utf8'));
  camp.schedule.conference.acronym = slug;
  const load = () => withFile(camp, path => runDemo([path], { DEMO_EMAIL: `${slug}@example.org` }));
  let loaded: ImportResult;
  let workload: ReturnType<typeof startWorkload>;
  let ledger: ReadLedger;

  beforeAll(async () => {
    const { accessToken, client } = await registerUser();
    const event = await asOrganizer(client).event();
    workload = startWorkload(accessToken, event.id);
    const reading = await startReadLedger(accessToken);
    const loading = load();
    for (const service of ['speaker-service', 'session-service'] as const) await killAndAwait(service);
    // event-service starts while nobody serves the keys by which tokens are verified.
    await Promise.all([killAndAwait('event-service'), killAndAwait('user-service')]);
    loaded = await loading;
    await workload.stop();
    ledger = await reading.stop();
  }, 5 * minutes);

  test('no reader was shown what had been changed longer than 50 ms before', () => {
    expect(ledger.stale).toEqual([]);
    expect(ledger.reads).toBeGreaterThan(50);
  });

  test('the kills were felt: requests were cut off or refused meanwhile, in each service', () => {
    for (const service of services) {
      const attempts = workload.writes.filter(write => write.service === service).flatMap(write => write.attempts);
      expect({ service, isTransient: attempts.some(isTransient) }).toEqual({ service, isTransient: true });
    }
  });

  test(
    'no write was lost, none was applied twice, and none was refused for good',
    async () => {
      expect(workload.writes.length).toBeGreaterThan(100);
      for (const { write, ids } of await workload.outcomes()) {
        expect({ service: write.service, last: write.attempts.at(-1) }).toEqual({
          service: write.service,
          last: '201',
        });
        expect({ write, ids }).toEqual({ write, ids: [write.id] });
      }
    },
    2 * minutes,
  );

  test(
    'the conference is loaded completely, and loading it again finds everything',
    async () => {
      expect({ code: loaded.code, output: loaded.output }).toEqual({
        code: 0,
        output: expect.stringContaining('Nothing was refused.'),
      });
      const { counts } = await load();
      expect(counts).toEqual(unchangedCamp);
    },
    2 * minutes,
  );

  test('all messages are published and consumed within 30 s, and none is a dead letter', async () => {
    await eventually(async () => {
      for (const service of services)
        expect({ service, unpublished: await unpublishedIn(service) }).toEqual({ service, unpublished: [] });
      for (const service of services.filter(name => name !== 'user-service')) {
        expect({ service, ...(await inboxDifferences(service)) }).toEqual({ service, missing: [], phantom: [] });
      }
      expect(await queuesWithMessages()).toEqual({});
      return true;
    }, 30_000);
  });

  test('each version of everything has exactly one message', async () => {
    for (const service of services)
      expect({ service, sequenceGaps: await sequenceGapsIn(service) }).toEqual({ service, sequenceGaps: [] });
    expect(Object.keys(versionedTables)).toEqual(services);
    for (const service of services) {
      for (const table of versionedTables[service] ?? [])
        expect({ table, rowsWithoutMessage: await rowsWithoutMessageIn(service, table) }).toEqual({
          table,
          rowsWithoutMessage: [],
        });
    }
  });

  test.each(Object.keys(replicas))('owner and replica agree on %s', async question => {
    const { owned, replicated } = await (replicas[question]?.(slug) ?? Promise.reject(new Error(question)));
    expect(owned.length).toBeGreaterThan(0);
    expect(replicated).toEqual(owned);
  });
});
