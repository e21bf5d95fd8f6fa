import { countSent, scaled } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newAccount, password } from './support/accounts';
import { expectSameTime } from './support/timing';
import { type App, type Instance, startUserService } from './support/user-service';

/** Thousands of requests take their time on a busy machine. */
const timeoutMs = scaled(180_000);
/** Of the length of an account's own. */
const unknown = `${'0'.repeat(36)}@example.org`;

describe('the time of a reply does not tell', () => {
  let app: App;
  let raised: Instance;
  // Cheap passwords: beside one at the cost of production, a compare or a statement too few would hardly show.
  beforeAll(async () => {
    app = await startUserService({ PASSWORD_COST: '4' });
    raised = await app.second({ PASSWORD_COST: '5' });
  });
  afterAll(async () => {
    await raised.stop();
    await app.stop();
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
    'a refused login: whether there is such an account, whether it is disabled, or at which cost its hash was made',
    async () => {
      const [known, disabled, old] = [await newAccount(raised), await newAccount(raised), await newAccount(app)];
      await app.database.query(`UPDATE users SET status = 'disabled' WHERE id = $1`, [disabled.id]);
      const emails = { known: known.email, unknown, disabled: disabled.email, old: old.email };
      const kinds = ['known', 'unknown', 'disabled', 'old'] as const;
      const refused = async (kind: (typeof kinds)[number]) => {
        expect(await post('/auth/login', { email: emails[kind], password: 'wrong password' })).toBe(401);
      };
      // What the machine's load hides of the time that a statement takes, their number tells.
      const statements: number[] = [];
      for (const kind of kinds) statements.push((await countSent(() => refused(kind))).statements);
      expect(statements[0]).toBeGreaterThan(0);
      expect(new Set(statements).size).toBe(1);
      await expectSameTime(kinds, ['work', 'wall'], refused);
    },
    timeoutMs,
  );

  test(
    'a requested mail: whether there is such an account',
    async () => {
      const emails = { known: (await newAccount(raised)).email, unknown };
      // The mail itself is written later, by the same process, so that its work tells nothing of the reply's.
      await expectSameTime(['known', 'unknown'], ['wall'], async kind => {
        expect(await post('/auth/password/forgot', { email: emails[kind] })).toBe(202);
      });
    },
    timeoutMs,
  );

  test(
    'a new address for an account: whether another has it, or may still take it back',
    async () => {
      const [account, other, moved] = [await newAccount(raised), await newAccount(raised), await newAccount(raised)];
      await app.database.query(
        `INSERT INTO email_changes (id, user_id, new_email, old_email, confirmed_at, expires_at)
         VALUES (gen_random_uuid(), $1, 'moved@example.org', $2, now(), now() + interval '1 day')`,
        [moved.id, `moved-${moved.email}`],
      );
      const emails = { free: unknown, taken: other.email, reserved: `moved-${moved.email}` };
      const kinds = ['free', 'taken', 'reserved'] as const;
      const asked = async (kind: (typeof kinds)[number]) => {
        const reply = await account.as('post', '/auth/email', { newEmail: emails[kind], password });
        expect([reply.status, reply.text]).toEqual([202, '']);
      };
      const statements: number[] = [];
      for (const kind of kinds) statements.push((await countSent(() => asked(kind))).statements);
      expect(statements[0]).toBeGreaterThan(0);
      expect(new Set(statements).size).toBe(1);
      await expectSameTime(kinds, ['wall'], asked);
    },
    timeoutMs,
  );
});
