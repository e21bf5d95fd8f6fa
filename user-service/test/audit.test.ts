import { sqlOver, withClient } from '@ems/chassis/database';
import { verifyAudit } from '@ems/operations';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deleteExpired } from '../src/shared/cleanup-job';
import { openDatabase } from '../src/shared/database';
import { type Account, logIn, newAccount, newAdmin, password } from './support/accounts';
import { mailTo } from './support/mails';
import { type App, api, startUserService } from './support/user-service';

interface Entry {
  action: string;
  actor: string | null;
  facts: Record<string, unknown>;
  details: { address: string; agent: string } | null;
}

describe('the audit log of accounts', () => {
  let app: App;
  let admin: Account;
  beforeAll(async () => {
    app = await startUserService();
    admin = await newAdmin(app);
  });
  afterAll(() => app.stop());

  const entriesOn = (subject: string) =>
    app.database.query<Entry>('SELECT action, actor, facts, details FROM audit WHERE subject = $1 ORDER BY number', [
      subject,
    ]);
  const actionsOn = async (subject: string) => (await entriesOn(subject)).map(entry => entry.action);

  test('has every login and every failed one, with its address and agent', async () => {
    const account = await newAccount(app);
    await logIn(app, account.email);
    const wrong = { email: account.email, password: 'wrong password' };
    const failed = await api(app.url, undefined, '198.51.100.7')('post', '/auth/login', wrong).set(
      'user-agent',
      'Tester',
    );
    expectStatus(failed, 401);
    const entries = await entriesOn(account.id);
    expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
      ['account.registered', account.id],
      ['login.succeeded', account.id],
      ['login.failed', null],
    ]);
    expect(entries[2]?.details).toMatchObject({ address: '198.51.100.7', agent: 'Tester' });
  });

  test('has failed logins to unknown accounts, without the address that was tried', async () => {
    const { length } = await app.database.query(`SELECT FROM audit WHERE action = 'login.failed' AND subject IS NULL`);
    await api(app.url)('post', '/auth/login', { email: 'nobody@example.org', password });
    const after = await app.database.query(
      `SELECT audit::text AS text FROM audit WHERE action = 'login.failed' AND subject IS NULL`,
    );
    expect(after).toHaveLength(length + 1);
    expect(JSON.stringify(after)).not.toContain('nobody@example.org');
  });

  test('has new passwords and a reused refresh token', async () => {
    const account = await newAccount(app);
    const refreshed = await api(app.url)('post', '/auth/refresh', { refreshToken: account.refreshToken });
    await api(app.url)('post', '/auth/refresh', { refreshToken: refreshed.body.refreshToken });
    for (let again = 0; again < 2; again++) {
      await api(app.url)('post', '/auth/refresh', { refreshToken: account.refreshToken });
    }
    const again = await logIn(app, account.email);
    const fresh = 'another horse battery';
    expectStatus(await again.as('post', '/auth/password', { currentPassword: password, newPassword: fresh }), 204);
    await api(app.url)('post', '/auth/password/forgot', { email: account.email });
    const { token } = await mailTo(app, account.email, 'Set a new password');
    await api(app.url)('post', '/auth/password/reset', { token, newPassword: password });
    expect(await actionsOn(account.id)).toEqual([
      'account.registered',
      'refresh-token.reused',
      'login.succeeded',
      'password.changed',
      'password.reset',
    ]);
  });

  test('has what admins do, and who changed which role; a refused request has no entry', async () => {
    const account = await newAccount(app);
    await admin.as('patch', `/users/${account.id}`, { role: 'admin' });
    await admin.as('patch', `/users/${account.id}`, { role: 'owner' });
    const other = await logIn(app, account.email);
    await other.as('patch', `/users/${account.id}`, { role: 'member', status: 'disabled' });
    const entries = (await entriesOn(account.id)).filter(({ action }) => /role-or-status|^admin/.test(action));
    const write = { method: 'PATCH', path: '/api/v1/users/:id', params: { id: account.id }, status: 200 };
    const member = { role: 'member', status: 'active' };
    expect(entries.map(({ action, actor, facts }) => [action, actor, facts])).toEqual([
      ['account.role-or-status-changed', admin.id, { from: member, to: { ...member, role: 'admin' } }],
      ['admin.wrote', admin.id, write],
      [
        'account.role-or-status-changed',
        account.id,
        { from: { ...member, role: 'admin' }, to: { role: 'member', status: 'disabled' } },
      ],
      ['admin.wrote', account.id, write],
    ]);
  });

  test('is part of the export of the account, and loses address and agent when the account is erased', async () => {
    const account = await newAccount(app);
    await admin.as('patch', `/users/${account.id}`, { role: 'admin' });
    await admin.as('patch', `/users/${account.id}`, { role: 'member' });
    const again = await logIn(app, account.email);
    const { body } = await again.as('get', '/users/me/export');
    expect(body.activity.map(entry => [entry.action, entry.address !== null])).toEqual([
      ['account.registered', true],
      ['account.role-or-status-changed', false],
      ['admin.wrote', false],
      ['account.role-or-status-changed', false],
      ['admin.wrote', false],
      ['login.succeeded', true],
    ]);
    expectStatus(await again.as('post', '/users/me/erasure', { password }), 202);
    const left = await entriesOn(account.id);
    expect(left.at(-1)).toMatchObject({ action: 'account.erased', actor: account.id });
    expect(left.filter(({ details }) => details !== null)).toEqual([]);
  });

  test('loses address and agent of an admin who erased their own account', async () => {
    const leaving = await newAdmin(app);
    expectStatus(await leaving.as('post', '/users/me/erasure', { password }), 202);
    const database = openDatabase(app.database.url);
    await deleteExpired(database.client);
    await database.close();
    const left = await app.database.query<Entry>('SELECT * FROM audit WHERE actor = $1', [leaving.id]);
    expect(left.map(({ action }) => action)).toContain('admin.wrote');
    expect(left.filter(({ details }) => details !== null)).toEqual([]);
  });

  test('is one unbroken chain after all that, and after concurrent logins at two instances', async () => {
    const account = await newAccount(app);
    const second = await app.second();
    const logIns = [app, second].flatMap(at => Array.from({ length: 4 }, () => logIn(at, account.email)));
    // On a busy machine some are rejected with a 503.
    const outcomes = await Promise.allSettled(logIns);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    await second.stop();
    const findings = await withClient(app.database.url, client => verifyAudit(sqlOver(client)));
    expect(findings.broken).toEqual([]);
    expect(findings.entries).toBeGreaterThan(20);
  });
});
