import { eventually, expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logIn, newAccount, password } from './support/accounts';
import { mailsTo, mailTo } from './support/mails';
import { type App, api, startUserService } from './support/user-service';

const another = 'another horse battery';

describe('passwords and addresses', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService();
  });
  afterAll(() => app.stop());

  const post = (path: string, body: object) => api(app.url)('post', path, body);
  const refreshes = async (refreshToken: string) => (await post('/auth/refresh', { refreshToken })).status === 200;
  const forgotten = async (email: string) => expectStatus(await post('/auth/password/forgot', { email }), 202);

  test('changing the password keeps this login, and ends all others', async () => {
    const account = await newAccount(app);
    const phone = await logIn(app, account.email);
    const change = { currentPassword: password, newPassword: another };
    expectStatus(await phone.as('post', '/auth/password', change), 204);
    expect(await refreshes(account.refreshToken)).toBe(false);
    expect(await refreshes(phone.refreshToken)).toBe(true);
    expectStatus(await post('/auth/login', { email: account.email, password }), 401);
    await logIn(app, account.email, another);
    await mailTo(app, account.email, 'Your password was changed');
  });

  test('the wrong current password changes nothing', async () => {
    const account = await newAccount(app);
    const reply = await account.as('post', '/auth/password', { currentPassword: 'wrong one', newPassword: another });
    expectStatus(reply, 401, 'auth.invalid-credentials');
    await logIn(app, account.email);
  });

  test('of two concurrent changes, one succeeds', async () => {
    const account = await newAccount(app);
    const change = (newPassword: string) =>
      account.as('post', '/auth/password', { currentPassword: password, newPassword });
    const replies = await Promise.all([change('first horse battery'), change('second horse battery')]);
    expect(replies.map(reply => reply.status).toSorted()).toEqual([204, 401]);
  });

  test('a forgotten password is reset by the mail, once, and all logins end', async () => {
    const account = await newAccount(app);
    await forgotten(account.email);
    const { token, text } = await mailTo(app, account.email, 'Set a new password');
    expect(text).toContain(`https://ems.example/reset-password#${token}`);
    const rows = await app.database.query('SELECT FROM one_time_tokens t WHERE t::text LIKE $1', [`%${token}%`]);
    expect(rows).toEqual([]);
    const reset = () => post('/auth/password/reset', { token, newPassword: another });
    const replies = await Promise.all([reset(), reset(), reset()]);
    expect(replies.map(reply => reply.status).toSorted()).toEqual([204, 401, 401]);
    expect(await refreshes(account.refreshToken)).toBe(false);
    expect((await logIn(app, account.email, another)).id).toBe(account.id);
    expectStatus(await reset(), 401, 'auth.invalid-token');
  });

  test('a new mail replaces the old one, and expires after half an hour', async () => {
    const account = await newAccount(app);
    await forgotten(account.email);
    const old = await mailTo(app, account.email, 'Set a new password');
    await forgotten(account.email);
    const { token } = await eventually(async () => {
      const mail = await mailTo(app, account.email, 'Set a new password');
      return mail.file === old.file ? undefined : mail;
    });
    const reset = (given: string) => post('/auth/password/reset', { token: given, newPassword: another });
    expectStatus(await reset(old.token), 401);
    await app.database.query(`UPDATE one_time_tokens SET expires_at = expires_at - interval '30 minutes'`);
    expectStatus(await reset(token), 401);
    await logIn(app, account.email);
  });

  test('an unknown address gets the same reply, and no mail', async () => {
    const account = await newAccount(app);
    const known = await post('/auth/password/forgot', { email: account.email });
    const unknown = await post('/auth/password/forgot', { email: 'nobody@example.org' });
    expectStatus(unknown, known.status);
    expect(unknown.text).toEqual(known.text);
    expect(unknown.headers['content-type']).toEqual(known.headers['content-type']);
    await mailTo(app, account.email, 'Set a new password');
    // The sender has looked at the other too.
    await eventually(async () => (await app.database.query('SELECT FROM mails WHERE user_id IS NULL')).length === 0);
    expect(mailsTo(app, 'nobody@example.org')).toEqual([]);
  });

  test('the address is verified by the first mail or a later one, once', async () => {
    const account = await newAccount(app);
    const first = await mailTo(app, account.email, 'Confirm your address');
    expectStatus(await post('/auth/email/verify', { token: first.token }), 204);
    expect((await account.as('get', '/users/me')).body).toMatchObject({ emailVerified: true, version: 3 });
    expectStatus(await post('/auth/email/verify', { token: first.token }), 401, 'auth.invalid-token');
    expectStatus(await account.as('post', '/auth/email/resend'), 202);
    const other = await newAccount(app);
    await mailTo(app, other.email, 'Confirm your address');
    expectStatus(await other.as('post', '/auth/email/resend'), 202);
    await eventually(() => mailsTo(app, other.email).length === 2);
    expect(mailsTo(app, account.email)).toHaveLength(1);
  });

  test('a token of one kind is not valid as the other', async () => {
    const account = await newAccount(app);
    const { token } = await mailTo(app, account.email, 'Confirm your address');
    expectStatus(await post('/auth/password/reset', { token, newPassword: another }), 401);
    expectStatus(await post('/auth/email/verify', { token }), 204);
  });

  test.each([
    ['a common one', 'Password123', '#/newPassword'],
    ['a short one', 'short', '#/newPassword'],
    ['one of 73 bytes', 'x'.repeat(73), '#/newPassword'],
  ])('%s is refused as a new password', async (_, newPassword, pointer) => {
    const account = await newAccount(app);
    for (const reply of [
      await account.as('post', '/auth/password', { currentPassword: password, newPassword }),
      await post('/auth/password/reset', { token: 'x', newPassword }),
    ]) {
      expectProblem(reply, 400, { pointer });
    }
  });
});
