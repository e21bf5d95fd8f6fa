import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { asOrganizer } from '../support/as-organizer';
import { type ServiceName, services } from '../support/services';
import { registerUser } from '../support/users';
import { inboxDifferences, unpublishedIn } from './support/messages';
import { crashDatabaseAndAwait } from './support/processes';
import { queuesWithMessages } from './support/queues';
import { startWorkload } from './support/workload';

const minutes = 60_000;
/** What a request may get meanwhile: none is refused for good, and none says what is not so. */
const honest = /^(201|503 (unavailable|outcome-unknown)|409 idempotency\.in-progress)$/;

describe('all databases crash, again and again, while others write', () => {
  let workload: ReturnType<typeof startWorkload>;
  const logOf = (service: ServiceName) =>
    readFileSync(join(process.env.E2E_STACK_DIRECTORY ?? '', '../logs', `${service}.log`), 'utf8');
  /** What other drills have made them log. */
  const before = new Map<ServiceName, number>();

  beforeAll(async () => {
    for (const service of services) before.set(service, logOf(service).length);
    const { accessToken, client } = await registerUser();
    const event = await asOrganizer(client).event();
    workload = startWorkload(accessToken, event.id);
    for (let crash = 0; crash < 3; crash++) await Promise.all(services.map(crashDatabaseAndAwait));
    await workload.stop();
  }, 10 * minutes);

  test('each request is done, or told that it was not, or that nobody knows', () => {
    const attempts = workload.writes.flatMap(write => write.attempts);
    expect(attempts.filter(outcome => outcome.startsWith('503')).length).toBeGreaterThan(10);
    expect(attempts.filter(outcome => !honest.test(outcome))).toEqual([]);
  });

  test(
    'with its key each write is done once in the end',
    async () => {
      for (const { write, ids } of await workload.outcomes()) {
        expect({ write, last: write.attempts.at(-1) }).toEqual({ write, last: '201' });
        expect({ write, ids }).toEqual({ write, ids: [write.id] });
      }
    },
    2 * minutes,
  );

  test('all messages arrive, and none has spent an attempt', async () => {
    await eventually(async () => {
      for (const service of services)
        expect({ service, unpublished: await unpublishedIn(service) }).toEqual({ service, unpublished: [] });
      for (const service of services.filter(name => name !== 'user-service'))
        expect({ service, ...(await inboxDifferences(service)) }).toEqual({ service, missing: [], phantom: [] });
      expect(await queuesWithMessages()).toEqual({});
      return true;
    }, 30_000);
    for (const service of services) {
      const log = logOf(service).slice(before.get(service));
      expect(log.split('\n').filter(line => line.includes('"message failed"'))).toEqual([]);
    }
  });
});
