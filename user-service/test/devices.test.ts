import { randomUUID } from 'node:crypto';
import { api, eventually } from '@ems/chassis/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logIn, newAccount } from './support/accounts';
import { type Running, startUserService } from './support/start';

describe('devices', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startUserService();
  });
  afterAll(() => running.stop());

  test('each login is a device, in pages, and the one that asks is marked', async () => {
    const account = await newAccount(running);
    const phone = await logIn(running, account.email);
    const { body } = await phone.as('get', '/auth/devices');
    expect(body.data.map((device: { current: boolean }) => device.current)).toEqual([true, false]);
    const first = await phone.as('get', '/auth/devices?limit=1');
    const rest = await phone.as('get', `/auth/devices?limit=1&cursor=${first.body.page.nextCursor}`);
    expect([...first.body.data, ...rest.body.data]).toEqual(body.data);
    expect(rest.body.page.nextCursor).toBeNull();
  });

  test('ending a device ends its refresh token, and no other', async () => {
    const account = await newAccount(running);
    const phone = await logIn(running, account.email);
    const [, laptop] = (await phone.as('get', '/auth/devices')).body.data;
    expect((await phone.as('delete', `/auth/devices/${laptop.id}`)).status).toBe(204);
    const refresh = (refreshToken: string) => api(running.url)('post', '/auth/refresh', { refreshToken });
    expect((await refresh(account.refreshToken)).body.code).toBe('auth.invalid-token');
    expect((await refresh(phone.refreshToken)).status).toBe(200);
    expect((await phone.as('delete', `/auth/devices/${laptop.id}`)).status).toBe(404);
    expect((await phone.as('get', '/auth/devices')).body.data).toHaveLength(1);
  });

  test("somebody else's device is as unknown as one that never was, and stays", async () => {
    const account = await newAccount(running);
    const stranger = await newAccount(running);
    const [device] = (await account.as('get', '/auth/devices')).body.data;
    const theirs = await stranger.as('delete', `/auth/devices/${device.id}`);
    const nobodys = await stranger.as('delete', `/auth/devices/${randomUUID()}`);
    expect([theirs.status, theirs.body.detail]).toEqual([nobodys.status, nobodys.body.detail]);
    expect((await account.as('get', '/auth/devices')).body.data).toHaveLength(1);
  });

  test('within a minute the access tokens of who logged out everywhere are refused', async () => {
    const account = await newAccount(running);
    await account.as('post', '/auth/logout-all');
    await eventually(async () => (await account.as('get', '/users/me')).status === 401, 30_000);
    expect((await (await logIn(running, account.email)).as('get', '/users/me')).status).toBe(200);
  });
});
