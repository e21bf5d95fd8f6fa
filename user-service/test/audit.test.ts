import { verifyAudit } from '@ems/chassis/audit';
import { sqlOver, withClient } from '@ems/chassis/database';
import { api } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../src/shared/database';
import { tidy } from '../src/shared/tidy-up';
import { type Account, logIn, newAccount, newAdmin, password } from './support/accounts';
import { mailTo } from './support/mails';
import { type Running, startUserService } from './support/start';

interface Entry {
  action: string;
  actor: string | null;
  facts: Record<string, unknown>;
  details: { address: string; agent: string } | null;
}

describe('the audit log of accounts', () => {
  let running: Running;
  let admin: Account;
  beforeAll(async () => {
    running = await startUserService();
    admin = await newAdmin(running);
  });
  afterAll(() => running.stop());

  const entriesOn = (subject: string) =>
    running.database.query<Entry>(
      'SELECT action, actor, facts, details FROM audit WHERE subject = $1 ORDER BY number',
      [subject],
    );
  const actionsOn = async (subject: string) => (await entriesOn(subject)).map(entry => entry.action);

  test('has every login and every failed one, with from where', async () => {
    const account = await newAccount(running);
    await logIn(running, account.email);
    const wrong = { email: account.email, password: 'wrong password' };
    const failed = await api(running.url, undefined, '198.51.100.7')('post', '/auth/login', wrong).set(
      'user-agent',
      'Tester',
    );
    expect(failed.status).toBe(401);
    const entries = await entriesOn(account.id);
    expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
      ['account.registered', account.id],
      ['login.succeeded', account.id],
      ['login.failed', null],
    ]);
    expect(entries[2]?.details).toMatchObject({ address: '198.51.100.7', agent: 'Tester' });
  });

  test('has tries on addresses that nobody has, without the address that was tried', async () => {
    const { length } = await running.database.query(
      `SELECT FROM audit WHERE action = 'login.failed' AND subject IS NULL`,
    );
    await api(running.url)('post', '/auth/login', { email: 'nobody@example.org', password });
    const after = await running.database.query(
      `SELECT audit::text AS text FROM audit WHERE action = 'login.failed' AND subject IS NULL`,
    );
    expect(after).toHaveLength(length + 1);
    expect(JSON.stringify(after)).not.toContain('nobody@example.org');
  });

  test('has new passwords and a refresh token that came again', async () => {
    const account = await newAccount(running);
    const refreshed = await api(running.url)('post', '/auth/refresh', { refreshToken: account.refreshToken });
    await api(running.url)('post', '/auth/refresh', { refreshToken: refreshed.body.refreshToken });
    for (let again = 0; again < 2; again++) {
      await api(running.url)('post', '/auth/refresh', { refreshToken: account.refreshToken });
    }
    const again = await logIn(running, account.email);
    const fresh = 'another horse battery';
    expect((await again.as('post', '/auth/password', { currentPassword: password, newPassword: fresh })).status).toBe(
      204,
    );
    await api(running.url)('post', '/auth/password/forgot', { email: account.email });
    const { token } = await mailTo(running, account.email, 'Set a new password');
    await api(running.url)('post', '/auth/password/reset', { token, newPassword: password });
    expect(await actionsOn(account.id)).toEqual([
      'account.registered',
      'refresh-token.reused',
      'login.succeeded',
      'password.changed',
      'password.reset',
    ]);
  });

  test('has what admins do, and who gave which role; what was refused has no entry', async () => {
    const account = await newAccount(running);
    await admin.as('patch', `/users/${account.id}`, { role: 'admin' });
    await admin.as('patch', `/users/${account.id}`, { role: 'owner' });
    const other = await logIn(running, account.email);
    await other.as('patch', `/users/${account.id}`, { role: 'member', status: 'disabled' });
    const entries = (await entriesOn(account.id)).filter(({ action }) => /^(standing|admin)/.test(action));
    const write = { method: 'PATCH', path: '/api/v1/users/:id', params: { id: account.id }, status: 200 };
    const member = { role: 'member', status: 'active' };
    expect(entries.map(({ action, actor, facts }) => [action, actor, facts])).toEqual([
      ['standing.changed', admin.id, { from: member, to: { ...member, role: 'admin' } }],
      ['admin.wrote', admin.id, write],
      [
        'standing.changed',
        account.id,
        { from: { ...member, role: 'admin' }, to: { role: 'member', status: 'disabled' } },
      ],
      ['admin.wrote', account.id, write],
    ]);
  });

  test('is part of the export of whom it concerns, and forgets from where when the account is erased', async () => {
    const account = await newAccount(running);
    await admin.as('patch', `/users/${account.id}`, { role: 'admin' });
    await admin.as('patch', `/users/${account.id}`, { role: 'member' });
    const again = await logIn(running, account.email);
    const { body } = await again.as('get', '/users/me/export');
    expect(
      body.activity.map((entry: { action: string; address: string | null }) => [entry.action, entry.address !== null]),
    ).toEqual([
      ['account.registered', true],
      ['standing.changed', false],
      ['admin.wrote', false],
      ['standing.changed', false],
      ['admin.wrote', false],
      ['login.succeeded', true],
    ]);
    expect((await again.as('post', '/users/me/erasure', { password })).status).toBe(202);
    const left = await entriesOn(account.id);
    expect(left.at(-1)).toMatchObject({ action: 'account.erased', actor: account.id });
    expect(left.filter(({ details }) => details !== null)).toEqual([]);
  });

  test('forgets from where an admin erased their own account', async () => {
    const leaving = await newAdmin(running);
    expect((await leaving.as('post', '/users/me/erasure', { password })).status).toBe(202);
    const database = openDatabase(running.database.url);
    await tidy(database.read);
    await database.close();
    const left = await running.database.query<Entry>('SELECT * FROM audit WHERE actor = $1', [leaving.id]);
    expect(left.map(({ action }) => action)).toContain('admin.wrote');
    expect(left.filter(({ details }) => details !== null)).toEqual([]);
  });

  test('is one whole chain after all that, and after logins at once at two instances', async () => {
    const account = await newAccount(running);
    const second = await running.second();
    const logIns = [running, second].flatMap(at => Array.from({ length: 4 }, () => logIn(at, account.email)));
    // On a busy machine some are told to come again.
    const outcomes = await Promise.allSettled(logIns);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    await second.stop();
    const findings = await withClient(running.database.url, client => verifyAudit(sqlOver(client)));
    expect(findings.broken).toEqual([]);
    expect(findings.entries).toBeGreaterThan(20);
  });
});
