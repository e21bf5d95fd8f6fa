import { randomUUID } from 'node:crypto';
import { deliver, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { digest, tokenOf } from './support/accounts';
import { type App, startSpeakerService } from './support/start';

describe('a claim that comes before the message that the address is verified', () => {
  let broker: TestBroker;
  let running: App;
  beforeAll(async () => {
    broker = await startBroker();
    running = await startSpeakerService(broker);
  });
  afterAll(() => running.stop());

  const creator = randomUUID();
  /** A profile of an address, claimed by an account that is not known to have it. */
  const claimedBy = async (userId: string, email = `${userId}@example.org`) => {
    const { body } = expectStatus(await running.as(creator)('post', '/speakers', { name: 'Ada', email }), 201);
    const invited = await running.as(creator)('post', `/speakers/${body.id}/invitations`, { email });
    const token = tokenOf(expectStatus(invited, 201).body.id);
    expectStatus(await running.as(userId)('post', '/speakers/claims', { token }), 202);
    return body.id;
  };
  const publish = (userId: string, sequence: number, emailVerified: boolean, email = `${userId}@example.org`) =>
    deliver(
      broker,
      running.database,
      messageOf('user.updated.v1', userId, sequence, {
        id: userId,
        role: 'member',
        status: 'active',
        emailVerified,
        emailDigest: digest(email),
      }),
    );
  const mine = (userId: string) => running.as(userId)('get', '/speakers/me');

  test('is completed by it, and told as every claim', async () => {
    const userId = randomUUID();
    const id = await claimedBy(userId);
    await publish(userId, 2, false);
    expectStatus(await mine(userId), 404);
    await publish(userId, 3, true);
    expect(expectStatus(await mine(userId), 200).body.id).toBe(id);
    const sent = await running.database.query(
      `SELECT payload->>'userId' AS "userId" FROM outbox WHERE subject = $1 AND type = 'speaker.claimed.v1'`,
      [id],
    );
    expect(sent).toEqual([{ userId }]);
  });

  test('waits for who invited where the address is another', async () => {
    const userId = randomUUID();
    await claimedBy(userId);
    await publish(userId, 2, true, 'somebody@example.org');
    expectStatus(await mine(userId), 404);
  });

  test('gives an account no second profile, and the message is no poison', async () => {
    const userId = randomUUID();
    const first = await claimedBy(userId);
    await claimedBy(userId);
    await publish(userId, 2, true);
    const profiles = await running.database.query('SELECT FROM speakers WHERE user_id = $1', [userId]);
    expect(profiles).toHaveLength(1);
    await publish(userId, 3, true);
    expect(expectStatus(await mine(userId), 200).body.id).toBe(first);
  });
});
