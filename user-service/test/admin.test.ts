import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Account, logIn, newAccount, newAdmin } from './support/accounts';
import { type App, api, startUserService } from './support/user-service';

describe('admins', () => {
  let app: App;
  let admin: Account;
  beforeAll(async () => {
    app = await startUserService();
    admin = await newAdmin(app);
  });
  afterAll(() => app.stop());

  const messagesOf = async (id: string) =>
    (
      await app.database.query<{ type: string; payload: { role: string; status: string; signedOutAt?: string } }>(
        `SELECT type, payload FROM outbox WHERE subject = $1 AND payload ? 'status' ORDER BY sequence`,
        [id],
      )
    ).map(({ type, payload }) => [type, payload.role, payload.status, Boolean(payload.signedOutAt)]);

  test('accounts are found by part of a name or address, role and status, in stable pages', async () => {
    const word = randomUUID().slice(0, 8);
    const accounts: Account[] = [];
    for (let index = 0; index < 5; index++) accounts.push(await newAccount(app, `Ada 100%_${word} ${index}`));
    const find = async (query: string) => (await admin.as('get', `/users?${query}`)).body;
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await find(`q=${word}&limit=2${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.data.map(user => user.id));
      if (!page.page.nextCursor) break;
      cursor = page.page.nextCursor;
      await newAccount(app, `Ada 100%_${word} later`);
    }
    expect(ids).toEqual(accounts.map(account => account.id).toReversed());
    expect((await find(`q=${encodeURIComponent(`0%_${word}`)}`)).data.length).toBeGreaterThan(4);
    expect((await find(`q=${encodeURIComponent(`%%${word}`)}`)).data).toEqual([]);
    expect((await find(`q=${admin.email.toUpperCase()}&role=admin&status=active`)).data).toHaveLength(1);
    expect((await find(`q=${admin.email}&role=member&count=true`)).page).toEqual({ nextCursor: null, total: 0 });
    expect((await find(`q=${admin.email}&limit=1&count=true`)).page.total).toBe(1);
    expect((await find(`sort=createdAt&limit=1`)).data[0]?.id).toBe(admin.id);
    expectStatus(await admin.as('get', '/users?name=x'), 400);
  });

  test('a name is found in every script, whatever the case and the accents', async () => {
    const word = randomUUID().slice(0, 8);
    const account = await newAccount(app, `Фёдор 村上春樹 Jörg_${word}`);
    for (const part of ['ФЕДОР 村上春樹 jorg', '春樹 JÖRG', 'едор 村上春樹 jörg', '樹 Jorg']) {
      const { body } = await admin.as('get', `/users?q=${encodeURIComponent(`${part}_${word}`)}`);
      expect({ part, found: body.data.map(user => user.id) }).toEqual({ part, found: [account.id] });
    }
  });

  test('a disabled account has no login, no refresh, no access; enabled again, all but its old tokens', async () => {
    const account = await newAccount(app);
    const reply = await admin.as('patch', `/users/${account.id}`, { status: 'disabled' });
    expectStatus(reply, 200);
    expect(reply.body.status).toBe('disabled');
    expect(reply.body.version).toBe(3);
    const refresh = () => api(app.url)('post', '/auth/refresh', { refreshToken: account.refreshToken });
    expectStatus(await refresh(), 401);
    await expect(logIn(app, account.email)).rejects.toThrow('401');
    expectStatus(await account.as('get', '/users/me'), 401);
    expectStatus(await admin.as('patch', `/users/${account.id}`, { status: 'active' }), 200);
    expectStatus(await refresh(), 401);
    expectStatus(await account.as('get', '/users/me'), 401);
    expectStatus(await (await logIn(app, account.email)).as('get', '/users/me'), 200);
    expect(await messagesOf(account.id)).toEqual([
      ['user.registered.v1', 'member', 'active', false],
      ['user.disabled.v1', 'member', 'disabled', true],
      ['user.updated.v1', 'member', 'active', true],
    ]);
  });

  test('a demoted admin cannot act as one with an earlier token', async () => {
    const other = await newAdmin(app);
    expectStatus(await other.as('get', '/users'), 200);
    await admin.as('patch', `/users/${other.id}`, { role: 'member' });
    expectStatus(await other.as('get', '/users'), 401);
    expectStatus(await other.as('patch', `/users/${admin.id}`, { status: 'disabled' }), 401);
    expectStatus(await (await logIn(app, other.email)).as('get', '/users'), 403);
  });

  test('a change of a stale version is refused, and one that changes nothing publishes nothing', async () => {
    const account = await newAccount(app);
    const patch = (etag: string, body: object) => admin.as('patch', `/users/${account.id}`, body).set('if-match', etag);
    const { headers } = await admin.as('get', `/users/${account.id}`);
    expect((await patch(String(headers.etag), { role: 'member' })).body.version).toBe(2);
    expect((await patch(String(headers.etag), { role: 'admin' })).body.version).toBe(3);
    expectStatus(await patch(String(headers.etag), { role: 'member' }), 412);
    expect(await messagesOf(account.id)).toHaveLength(2);
  });

  test('others see themselves, and not whether there is anybody else', async () => {
    const [account, other] = [await newAccount(app), await newAccount(app)];
    expect((await account.as('get', `/users/${account.id}`)).body.email).toBe(account.email);
    const theirs = await account.as('get', `/users/${other.id}`);
    const nobodys = await account.as('get', `/users/${randomUUID()}`);
    expectStatus(theirs, 404);
    expect(theirs.body.detail).toEqual(nobodys.body.detail);
    expectStatus(await account.as('patch', `/users/${other.id}`, { role: 'admin' }), 403);
  });

  test('of all admins who demote or disable each other at once, one stays', async () => {
    await app.database.query(`UPDATE users SET role = 'member' WHERE role = 'admin' AND id <> $1`, [admin.id]);
    const admins = [admin, ...(await Promise.all([1, 2, 3].map(() => newAdmin(app))))];
    const least = [
      { role: 'member' },
      { status: 'disabled' },
      { role: 'member' },
      { role: 'member', status: 'disabled' },
    ];
    const replies = await Promise.all(
      admins.map(({ as }, index) => as('patch', `/users/${admins[(index + 1) % 4]?.id}`, least[index])),
    );
    const left = await app.database.query<{ id: string }>(
      `SELECT id FROM users WHERE role = 'admin' AND status = 'active'`,
    );
    expect(left.length).toBeGreaterThanOrEqual(1);
    for (const reply of replies) expect([200, 401, 409]).toContain(reply.status);
    const last = admins.find(({ id }) => id === left[0]?.id) as Account;
    await app.database.query(`UPDATE users SET role = 'member' WHERE role = 'admin' AND id <> $1`, [last.id]);
    const again = await logIn(app, last.email);
    for (const body of [{ role: 'member' }, { status: 'disabled' }]) {
      const reply = await again.as('patch', `/users/${last.id}`, body);
      expectStatus(reply, 409, 'user.last-admin');
    }
    await expect(app.database.query('DELETE FROM users WHERE id = $1', [last.id])).rejects.toThrow('last_admin');
  });
});
