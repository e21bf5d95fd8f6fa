import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getRounds, hash } from 'bcrypt';
import { type Account, logIn, newAccount, password } from './support/accounts';
import { inTransaction, waitForLockWaiters } from './support/locks';
import { type App, api, type Instance, startUserService } from './support/user-service';

const another = 'another horse battery';

describe('when the cost of passwords rises', () => {
  let app: App;
  let raised: Instance;
  beforeAll(async () => {
    app = await startUserService({ PASSWORD_COST: '4' });
    raised = await app.second({ PASSWORD_COST: '6' });
  });
  afterAll(async () => {
    await raised.stop();
    await app.stop();
  });

  const hashOf = async ({ id }: Account) => {
    const [row] = await app.database.query<{ hash: string }>('SELECT password_hash AS hash FROM users WHERE id = $1', [
      id,
    ]);
    return String(row?.hash);
  };
  const messagesOf = ({ id }: Account) => app.database.query('SELECT FROM outbox WHERE subject = $1', [id]);
  const status = async (email: string, secret = password) =>
    (await api(raised.url)('post', '/auth/login', { email, password: secret })).status;
  /** Locks the account's row until so many wait for it. */
  const whileLocked = (account: Account, work: (waitFor: (count: number) => Promise<unknown>) => Promise<void>) =>
    inTransaction(app.database, async client => {
      await client.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [account.id]);
      await work(count => waitForLockWaiters(app.database, count));
      await client.query('COMMIT');
    });

  test('a login rehashes the password once, and nothing visible changes', async () => {
    const account = await newAccount(app);
    const before = await hashOf(account);
    expect(getRounds(before)).toBe(4);
    expect(await status(account.email, 'wrong password')).toBe(401);
    expect(await hashOf(account)).toBe(before);
    expect((await logIn(raised, account.email)).id).toBe(account.id);
    const rehashed = await hashOf(account);
    expect(getRounds(rehashed)).toBe(6);
    await logIn(raised, account.email);
    expect(await hashOf(account)).toBe(rehashed);
    expect((await account.as('get', '/users/me')).body.version).toBe(2);
    expect(await messagesOf(account)).toHaveLength(2);
    expect(await status(account.email, 'wrong password')).toBe(401);
  });

  test('a lower cost leaves a stored hash as strong as it is, over restarts', async () => {
    const account = await newAccount(raised);
    const stored = await hashOf(account);
    const restarted = await app.second({ PASSWORD_COST: '4' });
    expect((await logIn(restarted, account.email)).id).toBe(account.id);
    await expect(logIn(restarted, account.email, 'wrong password')).rejects.toThrow('401');
    await restarted.stop();
    expect(await hashOf(account)).toBe(stored);
  });

  test('of two concurrent logins that would rehash it, both succeed', async () => {
    const account = await newAccount(app);
    let both: Promise<number[]> | undefined;
    await whileLocked(account, async waitFor => {
      both = Promise.all([status(account.email), status(account.email)]);
      await waitFor(2);
    });
    expect(await both).toEqual([200, 200]);
    expect(getRounds(await hashOf(account))).toBe(6);
    expect(await status(account.email)).toBe(200);
  });

  test('a password can be changed while a login rehashes it', async () => {
    const account = await newAccount(app);
    const change = { currentPassword: password, newPassword: another };
    let both: Promise<number[]> | undefined;
    await whileLocked(account, async waitFor => {
      const login = status(account.email);
      await waitFor(1);
      const changed = api(raised.url, account.accessToken)('post', '/auth/password', change);
      both = Promise.all([login, changed.then(reply => reply.status)]);
      await waitFor(2);
    });
    expect(await both).toEqual([200, 204]);
    expect(await status(account.email)).toBe(401);
    expect(await status(account.email, another)).toBe(200);
  });

  test('a login with a password that is changed while it is compared is refused', async () => {
    const account = await newAccount(app);
    const changed = await hash(another, 4);
    let login: Promise<number> | undefined;
    await inTransaction(app.database, async client => {
      await client.query('UPDATE users SET password_hash = $2 WHERE id = $1', [account.id, changed]);
      login = status(account.email);
      await waitForLockWaiters(app.database, 1);
      await client.query('COMMIT');
    });
    expect(await login).toBe(401);
    expect(await hashOf(account)).toBe(changed);
  });
});
