import { eventually } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { gateway } from '../support/api';
import { asOrganizer } from '../support/as-organizer';
import { query } from '../support/databases';
import { services } from '../support/services';
import { registerUser } from '../support/users';
import { raiseDiskAlarm } from './support/broker';
import { unpublishedIn } from './support/messages';
import { queuesWithMessages } from './support/queues';
import { startWorkload } from './support/workload';

const minutes = 60_000;

describe('the broker takes no messages for a while, as its disk is nearly full', () => {
  let workload: ReturnType<typeof startWorkload>;
  const brokerStates = () =>
    Promise.all(
      services.map(async service => {
        const reply = await fetch(`${gateway()}/health/${service}/ready`);
        return ((await reply.json()) as { components: { broker: string } }).components.broker;
      }),
    );

  beforeAll(async () => {
    const { accessToken, client } = await registerUser();
    const event = await asOrganizer(client).event();
    const end = await raiseDiskAlarm();
    workload = startWorkload(accessToken, event.id);
    await eventually(async () => (await brokerStates()).every(state => state === 'blocked'));
    // Longer than a confirm is waited for.
    await eventually(() => workload.writes.length > 350);
    await workload.stop();
    for (const service of services)
      expect(await query(service, 'SELECT FROM outbox WHERE attempts > 0 OR retry_at IS NOT NULL')).toEqual([]);
    await end();
  }, 5 * minutes);

  test('all writes are served meanwhile', () => {
    expect(workload.writes.filter(({ attempts }) => attempts.join() !== '201')).toEqual([]);
  });

  test('and all messages are out within 5 s of its end', async () => {
    await eventually(async () => {
      for (const service of services)
        expect({ service, unpublished: await unpublishedIn(service) }).toEqual({ service, unpublished: [] });
      return true;
    }, 5_000);
    expect(await brokerStates()).toEqual(services.map(() => 'up'));
    await eventually(async () => expect(await queuesWithMessages()).toEqual({}) === undefined, 30_000);
  });
});
