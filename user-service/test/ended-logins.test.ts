import { api, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decode, type JwtPayload } from 'jsonwebtoken';
import { type Account, logIn, newAccount, newAdmin, password } from './support/accounts';
import { mailTo } from './support/mails';
import { type App, startUserService } from './support/user-service';

const another = 'another horse battery';
const sidOf = ({ accessToken }: Account) => String((decode(accessToken) as JwtPayload).sid);

describe('a login that ends', () => {
  let app: App;
  let admin: Account;
  beforeAll(async () => {
    app = await startUserService();
    admin = await newAdmin(app);
  });
  afterAll(() => app.stop());

  const post = (path: string, body: object) => api(app.url)('post', path, body);
  const published = async ({ sid }: { sid: string }) =>
    app.database.query<{ payload: { sid: string; endedAt: string } }>(
      `SELECT payload FROM outbox WHERE type = 'user.login-ended.v1' AND subject = $1`,
      [sid],
    );

  const ways: [string, (laptop: Account, phone: Account) => Promise<unknown>, phoneStays: boolean][] = [
    ['by logging out', ({ refreshToken }) => post('/auth/logout', { refreshToken }), true],
    ['as a device that is removed', (laptop, phone) => phone.as('delete', `/auth/devices/${sidOf(laptop)}`), true],
    [
      'by a new password',
      (_, phone) => phone.as('post', '/auth/password', { currentPassword: password, newPassword: another }),
      true,
    ],
    [
      'by a refresh token that is presented again',
      async ({ refreshToken }) => {
        await post('/auth/refresh', { refreshToken });
        return post('/auth/refresh', { refreshToken }).set('user-agent', 'another');
      },
      true,
    ],
    ['by logging out everywhere', (_, phone) => phone.as('post', '/auth/logout-all'), false],
    [
      'by a password that is reset',
      async ({ email }) => {
        await post('/auth/password/forgot', { email });
        const { token } = await mailTo(app, email, 'Set a new password');
        return post('/auth/password/reset', { token, newPassword: another });
      },
      false,
    ],
    ['with an account that is disabled', ({ id }) => admin.as('patch', `/users/${id}`, { status: 'disabled' }), false],
  ];

  test.each(ways)('%s is over here at once, and published once', async (_, end, phoneStays) => {
    const laptop = await newAccount(app);
    const phone = await logIn(app, laptop.email);
    expectStatus(await laptop.as('get', '/users/me'), 200);
    await end(laptop, phone);
    expectStatus(await laptop.as('get', '/users/me'), 401);
    expectStatus(await phone.as('get', '/users/me'), phoneStays ? 200 : 401);
    const sid = sidOf(laptop);
    expect(await published({ sid })).toEqual([{ payload: { sid, endedAt: expect.any(String) } }]);
    expect(await published({ sid: sidOf(phone) })).toHaveLength(phoneStays ? 0 : 1);
  });

  test('with an account that is erased, all logins are published as ended, and nothing of it can be written any more', async () => {
    const laptop = await newAccount(app);
    const phone = await logIn(app, laptop.email);
    expectStatus(await phone.as('post', '/users/me/erasure', { password }), 202);
    for (const sid of [sidOf(laptop), sidOf(phone)]) expect(await published({ sid })).toHaveLength(1);
    expectStatus(await laptop.as('patch', '/users/me', { name: 'Ada again' }), 401);
    expect(await app.database.query('SELECT name FROM users WHERE id = $1', [laptop.id])).toEqual([
      { name: 'Erased account' },
    ]);
  });

  test('a new password is published with its instant, up to which derived secrets count no more', async () => {
    const account = await newAccount(app);
    await account.as('post', '/auth/password', { currentPassword: password, newPassword: another });
    const [message] = await app.database.query<{ payload: { secretsEndedAt: string; signedOutAt: null } }>(
      `SELECT payload FROM outbox WHERE type = 'user.updated.v1' AND subject = $1`,
      [account.id],
    );
    expect(message?.payload).toMatchObject({ secretsEndedAt: expect.any(String), signedOutAt: null });
  });
});
