import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newAccount } from './support/accounts';
import { type Instance, type Running, startUserService } from './support/start';
import { expectAlike, medianTimes } from './support/stopwatch';

const samples = 1_000;
/** A busy machine may take its time over thousands of requests. */
const patienceMs = 180_000;
/** Of the length of an account's own. */
const unknown = `${'0'.repeat(36)}@example.org`;

describe('the time of an answer does not tell', () => {
  let running: Running;
  let raised: Instance;
  // Cheap passwords: beside one at the cost of production, a compare or a statement too few would hardly show.
  beforeAll(async () => {
    running = await startUserService({ PASSWORD_COST: '4' });
    raised = await running.second({ PASSWORD_COST: '5' });
  });
  afterAll(async () => {
    await raised.stop();
    await running.stop();
  });

  const post = async (path: string, body: object) => {
    const reply = await fetch(`${raised.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    await reply.arrayBuffer();
    return reply.status;
  };

  test(
    'a refused login: whether there is such an account, whether it is disabled, or how old its hash is',
    async () => {
      const [known, disabled, old] = [await newAccount(raised), await newAccount(raised), await newAccount(running)];
      await running.database.query(`UPDATE users SET status = 'disabled' WHERE id = $1`, [disabled.id]);
      const emails = { known: known.email, unknown, disabled: disabled.email, old: old.email };
      const medians = await medianTimes(['known', 'unknown', 'disabled', 'old'], samples, async kind => {
        expect(await post('/auth/login', { email: emails[kind], password: 'wrong password' })).toBe(401);
      });
      expectAlike(medians);
    },
    patienceMs,
  );

  test(
    'a mail that is asked for: whether there is such an account',
    async () => {
      const emails = { known: (await newAccount(raised)).email, unknown };
      const medians = await medianTimes(['known', 'unknown'], samples, async kind => {
        expect(await post('/auth/password/forgot', { email: emails[kind] })).toBe(202);
      });
      expectAlike(medians);
    },
    patienceMs,
  );
});
