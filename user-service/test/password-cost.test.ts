import { api } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getRounds, hash } from 'bcrypt';
import { type Account, logIn, newAccount, password } from './support/accounts';
import { inTransaction, waitForWaiting } from './support/locks';
import { type Instance, type Running, startUserService } from './support/start';

const another = 'another horse battery';

describe('when the cost of passwords rises', () => {
  let running: Running;
  let raised: Instance;
  beforeAll(async () => {
    running = await startUserService({ PASSWORD_COST: '4' });
    raised = await running.second({ PASSWORD_COST: '6' });
  });
  afterAll(async () => {
    await raised.stop();
    await running.stop();
  });

  const hashOf = async ({ id }: Account) => {
    const [row] = await running.database.query<{ hash: string }>(
      'SELECT password_hash AS hash FROM users WHERE id = $1',
      [id],
    );
    return String(row?.hash);
  };
  const messagesOf = ({ id }: Account) => running.database.query('SELECT FROM outbox WHERE subject = $1', [id]);
  const status = async (email: string, secret = password) =>
    (await api(raised.url)('post', '/auth/login', { email, password: secret })).status;
  /** Holds the account's row until so many wait for it, then lets go. */
  const whileHeld = (account: Account, work: (waitFor: (count: number) => Promise<unknown>) => Promise<void>) =>
    inTransaction(running.database, async client => {
      await client.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [account.id]);
      await work(count => waitForWaiting(running.database, count));
      await client.query('COMMIT');
    });

  test('a login renews the hash once, and nothing outside changes', async () => {
    const account = await newAccount(running);
    const before = await hashOf(account);
    expect(getRounds(before)).toBe(4);
    expect(await status(account.email, 'wrong password')).toBe(401);
    expect(await hashOf(account)).toBe(before);
    expect((await logIn(raised, account.email)).id).toBe(account.id);
    const renewed = await hashOf(account);
    expect(getRounds(renewed)).toBe(6);
    await logIn(raised, account.email);
    expect(await hashOf(account)).toBe(renewed);
    expect((await account.as('get', '/users/me')).body.version).toBe(1);
    expect(await messagesOf(account)).toHaveLength(1);
    expect(await status(account.email, 'wrong password')).toBe(401);
  });

  test('a lower cost leaves a stored hash as strong as it is, over restarts', async () => {
    const account = await newAccount(raised);
    const stored = await hashOf(account);
    const restarted = await running.second({ PASSWORD_COST: '4' });
    expect((await logIn(restarted, account.email)).id).toBe(account.id);
    await expect(logIn(restarted, account.email, 'wrong password')).rejects.toThrow('401');
    await restarted.stop();
    expect(await hashOf(account)).toBe(stored);
  });

  test('of two logins that would renew it at once, both get in', async () => {
    const account = await newAccount(running);
    let both: Promise<number[]> | undefined;
    await whileHeld(account, async waitFor => {
      both = Promise.all([status(account.email), status(account.email)]);
      await waitFor(2);
    });
    expect(await both).toEqual([200, 200]);
    expect(getRounds(await hashOf(account))).toBe(6);
    expect(await status(account.email)).toBe(200);
  });

  test('a password is changed also while a login renews its hash', async () => {
    const account = await newAccount(running);
    const change = { currentPassword: password, newPassword: another };
    let both: Promise<number[]> | undefined;
    await whileHeld(account, async waitFor => {
      const login = status(account.email);
      await waitFor(1);
      const changed = api(raised.url, account.accessToken)('post', '/auth/password', change);
      both = Promise.all([login, changed.then(reply => reply.status)]);
      await waitFor(2);
    });
    expect(await both).toEqual([200, 204]);
    expect([await status(account.email), await status(account.email, another)]).toEqual([401, 200]);
  });

  test('a password that was changed while the old one was compared lets nobody in, and stays', async () => {
    const account = await newAccount(running);
    const changed = await hash(another, 4);
    let login: Promise<number> | undefined;
    await inTransaction(running.database, async client => {
      await client.query('UPDATE users SET password_hash = $2 WHERE id = $1', [account.id, changed]);
      login = status(account.email);
      await waitForWaiting(running.database, 1);
      await client.query('COMMIT');
    });
    expect(await login).toBe(401);
    expect(await hashOf(account)).toBe(changed);
  });
});
