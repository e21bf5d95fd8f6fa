import { randomUUID } from 'node:crypto';
import { api, eventually } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Account, logIn, newAccount, newAdmin } from './support/accounts';
import { type Running, startUserService } from './support/start';

describe('admins', () => {
  let running: Running;
  let admin: Account;
  beforeAll(async () => {
    running = await startUserService();
    admin = await newAdmin(running);
  });
  afterAll(() => running.stop());

  const messagesOf = async (id: string) =>
    (
      await running.database.query<{ type: string; payload: { role: string; status: string; signedOutAt?: string } }>(
        'SELECT type, payload FROM outbox WHERE subject = $1 ORDER BY sequence',
        [id],
      )
    ).map(({ type, payload }) => [type, payload.role, payload.status, Boolean(payload.signedOutAt)]);

  test('accounts are found by part of a name or address, role and status, in pages that hold still', async () => {
    const word = randomUUID().slice(0, 8);
    const accounts: Account[] = [];
    for (let index = 0; index < 5; index++) accounts.push(await newAccount(running, `Ada 100%_${word} ${index}`));
    const find = async (query: string) => (await admin.as('get', `/users?${query}`)).body;
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await find(`q=${word}&limit=2${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.data.map((user: { id: string }) => user.id));
      if (!page.page.nextCursor) break;
      cursor = page.page.nextCursor;
      await newAccount(running, `Ada 100%_${word} later`);
    }
    expect(ids).toEqual(accounts.map(account => account.id).toReversed());
    expect((await find(`q=${encodeURIComponent(`0%_${word}`)}`)).data.length).toBeGreaterThan(4);
    expect((await find(`q=${encodeURIComponent(`%%${word}`)}`)).data).toEqual([]);
    expect((await find(`q=${admin.email.toUpperCase()}&role=admin&status=active`)).data).toHaveLength(1);
    expect((await find(`q=${admin.email}&role=member`)).data).toEqual([]);
    expect((await find(`sort=createdAt&limit=1`)).data[0].id).toBe(admin.id);
    expect((await admin.as('get', '/users?name=x')).status).toBe(400);
  });

  test('who is disabled is out: no login, no refresh, no access within a minute; enabled again, all but the old tokens', async () => {
    const account = await newAccount(running);
    const reply = await admin.as('patch', `/users/${account.id}`, { status: 'disabled' });
    expect([reply.status, reply.body.status, reply.body.version]).toEqual([200, 'disabled', 2]);
    const refresh = () => api(running.url)('post', '/auth/refresh', { refreshToken: account.refreshToken });
    expect((await refresh()).status).toBe(401);
    await expect(logIn(running, account.email)).rejects.toThrow('401');
    await eventually(async () => (await account.as('get', '/users/me')).status === 401, 30_000);
    expect((await admin.as('patch', `/users/${account.id}`, { status: 'active' })).status).toBe(200);
    expect((await refresh()).status).toBe(401);
    expect((await account.as('get', '/users/me')).status).toBe(401);
    expect((await (await logIn(running, account.email)).as('get', '/users/me')).status).toBe(200);
    expect(await messagesOf(account.id)).toEqual([
      ['user.registered.v1', 'member', 'active', false],
      ['user.disabled.v1', 'member', 'disabled', true],
      ['user.updated.v1', 'member', 'active', true],
    ]);
  });

  test('who is no admin any more cannot act as one with a token of before', async () => {
    const other = await newAdmin(running);
    expect((await other.as('get', '/users')).status).toBe(200);
    await admin.as('patch', `/users/${other.id}`, { role: 'member' });
    expect((await other.as('get', '/users')).status).toBe(401);
    expect((await other.as('patch', `/users/${admin.id}`, { status: 'disabled' })).status).toBe(401);
    expect((await (await logIn(running, other.email)).as('get', '/users')).status).toBe(403);
  });

  test('a stale change is refused, and one that changes nothing tells nobody', async () => {
    const account = await newAccount(running);
    const patch = (etag: string, body: object) => admin.as('patch', `/users/${account.id}`, body).set('if-match', etag);
    const { headers } = await admin.as('get', `/users/${account.id}`);
    expect((await patch(String(headers.etag), { role: 'member' })).body.version).toBe(1);
    expect((await patch(String(headers.etag), { role: 'admin' })).body.version).toBe(2);
    expect((await patch(String(headers.etag), { role: 'member' })).status).toBe(412);
    expect(await messagesOf(account.id)).toHaveLength(2);
  });

  test('others see themselves, and not whether there is anybody else', async () => {
    const [account, other] = [await newAccount(running), await newAccount(running)];
    expect((await account.as('get', `/users/${account.id}`)).body.email).toBe(account.email);
    const theirs = await account.as('get', `/users/${other.id}`);
    const nobodys = await account.as('get', `/users/${randomUUID()}`);
    expect([theirs.status, theirs.body.detail]).toEqual([404, nobodys.body.detail]);
    expect((await account.as('patch', `/users/${other.id}`, { role: 'admin' })).status).toBe(403);
  });

  test('of all admins who take each other the role or the account at once, one stays', async () => {
    await running.database.query(`UPDATE users SET role = 'member' WHERE role = 'admin' AND id <> $1`, [admin.id]);
    const admins = [admin, ...(await Promise.all([1, 2, 3].map(() => newAdmin(running))))];
    const least = [
      { role: 'member' },
      { status: 'disabled' },
      { role: 'member' },
      { role: 'member', status: 'disabled' },
    ];
    const replies = await Promise.all(
      admins.map(({ as }, index) => as('patch', `/users/${admins[(index + 1) % 4]?.id}`, least[index])),
    );
    const left = await running.database.query<{ id: string }>(
      `SELECT id FROM users WHERE role = 'admin' AND status = 'active'`,
    );
    expect(left.length).toBeGreaterThanOrEqual(1);
    for (const reply of replies) expect([200, 401, 409]).toContain(reply.status);
    const last = admins.find(({ id }) => id === left[0]?.id) as Account;
    await running.database.query(`UPDATE users SET role = 'member' WHERE role = 'admin' AND id <> $1`, [last.id]);
    const again = await logIn(running, last.email);
    for (const body of [{ role: 'member' }, { status: 'disabled' }]) {
      const reply = await again.as('patch', `/users/${last.id}`, body);
      expect([reply.status, reply.body.code]).toEqual([409, 'user.last-admin']);
    }
    await expect(running.database.query('DELETE FROM users WHERE id = $1', [last.id])).rejects.toThrow('last_admin');
  });
});
