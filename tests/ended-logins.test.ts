import { randomUUID } from 'node:crypto';
import { eventually, expectStatus } from '@ems/testing';
import { expect, test } from '@jest/globals';
import { api } from './support/api';
import { services } from './support/services';
import { logIn, password, registerUser } from './support/users';

/** A route of each service: a token that does not count is refused wherever it is sent. */
const asking = ['/users/me', '/events?mine=true', `/sessions/${randomUUID()}`, '/speakers/me'];

test('a login that has ended is refused by every service within 15 s, and the other goes on', async () => {
  const laptop = await registerUser();
  const phone = await logIn(laptop.email, password);
  const statuses = (somebody: typeof phone) =>
    Promise.all(asking.map(async path => (await somebody.api('get', path)).status));
  const before = await statuses(phone);
  expect(before).not.toContain(401);
  expectStatus(await api()('post', '/auth/logout', { refreshToken: laptop.refreshToken }), 204);
  await eventually(async () => (await statuses(laptop)).every(status => status === 401), 15_000);
  expect(await statuses(phone)).toEqual(before);
  expect(asking).toHaveLength(services.length);
});
