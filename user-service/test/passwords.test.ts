import { api, eventually } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logIn, newAccount, password } from './support/accounts';
import { mailsTo, mailTo } from './support/mails';
import { type Running, startUserService } from './support/start';

const another = 'another horse battery';

describe('passwords and addresses', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startUserService();
  });
  afterAll(() => running.stop());

  const post = (path: string, body: object) => api(running.url)('post', path, body);
  const refreshes = async (refreshToken: string) => (await post('/auth/refresh', { refreshToken })).status === 200;
  const forgotten = async (email: string) => expect((await post('/auth/password/forgot', { email })).status).toBe(202);

  test('who changes the password stays logged in here, and is logged out elsewhere', async () => {
    const account = await newAccount(running);
    const phone = await logIn(running, account.email);
    const change = { currentPassword: password, newPassword: another };
    expect((await phone.as('post', '/auth/password', change)).status).toBe(204);
    expect([await refreshes(account.refreshToken), await refreshes(phone.refreshToken)]).toEqual([false, true]);
    expect((await post('/auth/login', { email: account.email, password })).status).toBe(401);
    await logIn(running, account.email, another);
    await mailTo(running, account.email, 'Your password was changed');
  });

  test('the wrong current password changes nothing', async () => {
    const account = await newAccount(running);
    const reply = await account.as('post', '/auth/password', { currentPassword: 'wrong one', newPassword: another });
    expect([reply.status, reply.body.code]).toEqual([401, 'auth.invalid-credentials']);
    await logIn(running, account.email);
  });

  test('of two changes at once, one holds', async () => {
    const account = await newAccount(running);
    const change = (newPassword: string) =>
      account.as('post', '/auth/password', { currentPassword: password, newPassword });
    const replies = await Promise.all([change('first horse battery'), change('second horse battery')]);
    expect(replies.map(reply => reply.status).toSorted()).toEqual([204, 401]);
  });

  test('a forgotten password is set anew by the mail, once, and all logins end', async () => {
    const account = await newAccount(running);
    await forgotten(account.email);
    const { token, text } = await mailTo(running, account.email, 'Set a new password');
    expect(text).not.toContain(`?token`);
    const rows = await running.database.query('SELECT FROM one_time_tokens t WHERE t::text LIKE $1', [`%${token}%`]);
    expect(rows).toEqual([]);
    const reset = () => post('/auth/password/reset', { token, newPassword: another });
    const replies = await Promise.all([reset(), reset(), reset()]);
    expect(replies.map(reply => reply.status).toSorted()).toEqual([204, 401, 401]);
    expect(await refreshes(account.refreshToken)).toBe(false);
    expect((await logIn(running, account.email, another)).id).toBe(account.id);
    expect((await reset()).body.code).toBe('auth.invalid-token');
  });

  test('a new mail takes the place of the old, and after half an hour it counts no more', async () => {
    const account = await newAccount(running);
    await forgotten(account.email);
    const old = await mailTo(running, account.email, 'Set a new password');
    await forgotten(account.email);
    const { token } = await eventually(async () => {
      const mail = await mailTo(running, account.email, 'Set a new password');
      return mail.file === old.file ? undefined : mail;
    });
    const reset = (given: string) => post('/auth/password/reset', { token: given, newPassword: another });
    expect((await reset(old.token)).status).toBe(401);
    await running.database.query(`UPDATE one_time_tokens SET expires_at = expires_at - interval '30 minutes'`);
    expect((await reset(token)).status).toBe(401);
    await logIn(running, account.email);
  });

  test('an unknown address gets the same answer, and no mail', async () => {
    const account = await newAccount(running);
    const known = await post('/auth/password/forgot', { email: account.email });
    const unknown = await post('/auth/password/forgot', { email: 'nobody@example.org' });
    expect([unknown.status, unknown.text, unknown.headers['content-type']]).toEqual([
      known.status,
      known.text,
      known.headers['content-type'],
    ]);
    await mailTo(running, account.email, 'Set a new password');
    expect(mailsTo(running, 'nobody@example.org')).toEqual([]);
    expect(await running.database.query('SELECT FROM mails WHERE user_id IS NULL')).toEqual([]);
  });

  test('the address is confirmed by the first mail or a later one, once', async () => {
    const account = await newAccount(running);
    const first = await mailTo(running, account.email, 'Confirm your address');
    expect((await post('/auth/email/verify', { token: first.token })).status).toBe(204);
    expect((await account.as('get', '/users/me')).body).toMatchObject({ emailVerified: true, version: 2 });
    expect((await post('/auth/email/verify', { token: first.token })).body.code).toBe('auth.invalid-token');
    expect((await account.as('post', '/auth/email/resend')).status).toBe(202);
    const other = await newAccount(running);
    await mailTo(running, other.email, 'Confirm your address');
    expect((await other.as('post', '/auth/email/resend')).status).toBe(202);
    await eventually(() => mailsTo(running, other.email).length === 2);
    expect(mailsTo(running, account.email)).toHaveLength(1);
  });

  test('a token of one kind is none of the other', async () => {
    const account = await newAccount(running);
    const { token } = await mailTo(running, account.email, 'Confirm your address');
    expect((await post('/auth/password/reset', { token, newPassword: another })).status).toBe(401);
    expect((await post('/auth/email/verify', { token })).status).toBe(204);
  });

  test.each([
    ['a common one', 'Password123', '#/newPassword'],
    ['a short one', 'short', '#/newPassword'],
    ['one of 73 bytes', 'x'.repeat(73), '#/newPassword'],
  ])('%s is refused as a new password', async (_, newPassword, pointer) => {
    const account = await newAccount(running);
    for (const reply of [
      await account.as('post', '/auth/password', { currentPassword: password, newPassword }),
      await post('/auth/password/reset', { token: 'x', newPassword }),
    ]) {
      expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, pointer]);
    }
  });
});
