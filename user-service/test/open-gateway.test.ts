import { api, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type App, startUserService } from './support/user-service';

const admin = { email: 'admin@example.org', password: 'development-admin' };

describe('a gateway that is opened to others', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService({ ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password });
  });
  afterAll(() => app.stop());

  const open = { GATEWAY_HOST: '0.0.0.0', ADMIN_PASSWORD: 'a password of its own' };

  test('is refused while an admin of an earlier start has the default password, and then no more', async () => {
    await expect(app.second(open)).rejects.toThrow(
      'an administrator of an earlier start still has the default password: start without GATEWAY_HOST, and change it first.',
    );
    const { accessToken } = expectStatus(await api(app.url)('post', '/auth/login', admin), 200).body;
    const change = { currentPassword: admin.password, newPassword: 'correct horse battery' };
    expectStatus(await api(app.url, accessToken)('post', '/auth/password', change), 204);
    const opened = await app.second(open);
    await opened.stop();
  });

  test('is no place where anybody sets the default password again', async () => {
    const body = { ...admin, email: 'new@example.org', name: 'New' };
    expectStatus(await api(app.url)('post', '/auth/register', body), 400);
  });
});
