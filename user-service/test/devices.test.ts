import { randomUUID } from 'node:crypto';
import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logIn, newAccount } from './support/accounts';
import { type App, api, startUserService } from './support/user-service';

describe('devices', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService();
  });
  afterAll(() => app.stop());

  test('each login is a device, in pages, and the current one is marked', async () => {
    const account = await newAccount(app);
    const phone = await logIn(app, account.email);
    const { body } = await phone.as('get', '/auth/devices');
    expect(body.data.map(device => device.current)).toEqual([true, false]);
    const first = await phone.as('get', '/auth/devices?limit=1');
    const rest = await phone.as('get', `/auth/devices?limit=1&cursor=${first.body.page.nextCursor}`);
    expect([...first.body.data, ...rest.body.data]).toEqual(body.data);
    expect(rest.body.page.nextCursor).toBeNull();
  });

  test('ending a device ends its refresh token, and no other', async () => {
    const account = await newAccount(app);
    const phone = await logIn(app, account.email);
    const [, laptop] = (await phone.as('get', '/auth/devices')).body.data;
    expectStatus(await phone.as('delete', `/auth/devices/${laptop?.id}`), 204);
    const refresh = (refreshToken: string) => api(app.url)('post', '/auth/refresh', { refreshToken });
    expectStatus(await refresh(account.refreshToken), 401, 'auth.invalid-token');
    expectStatus(await refresh(phone.refreshToken), 200);
    expectStatus(await phone.as('delete', `/auth/devices/${laptop?.id}`), 404);
    expect((await phone.as('get', '/auth/devices?count=true')).body).toMatchObject({ data: [{}], page: { total: 1 } });
  });

  test("somebody else's device is as unknown as one that never was, and stays", async () => {
    const account = await newAccount(app);
    const stranger = await newAccount(app);
    const [device] = (await account.as('get', '/auth/devices')).body.data;
    const theirs = await stranger.as('delete', `/auth/devices/${device?.id}`);
    const nobodys = await stranger.as('delete', `/auth/devices/${randomUUID()}`);
    expectStatus(theirs, nobodys.status);
    expect(theirs.body.detail).toEqual(nobodys.body.detail);
    expect((await account.as('get', '/auth/devices')).body.data).toHaveLength(1);
  });

  test('the access tokens of an account that logged out everywhere are refused, those of its next login are not', async () => {
    const account = await newAccount(app);
    await account.as('post', '/auth/logout-all');
    expectStatus(await account.as('get', '/users/me'), 401);
    expectStatus(await (await logIn(app, account.email)).as('get', '/users/me'), 200);
  });
});
