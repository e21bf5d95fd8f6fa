import { expectStatus } from '@ems/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decode, type JwtPayload } from 'jsonwebtoken';
import { newAccount } from './support/accounts';
import { type App, api, startUserService } from './support/user-service';

describe('refresh tokens', () => {
  let app: App;
  let first: string;
  beforeAll(async () => {
    app = await startUserService();
  });
  beforeEach(async () => {
    first = (await newAccount(app)).refreshToken;
  });
  afterAll(() => app.stop());

  const refresh = (refreshToken: string | undefined, agent = 'browser', address?: string) =>
    api(app.url, undefined, address)('post', '/auth/refresh', { refreshToken }).set('user-agent', agent);

  test('each use gives a new pair', async () => {
    const reply = await refresh(first);
    expectStatus(reply, 200);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.body.refreshToken).not.toBe(first);
    expectStatus(await refresh(reply.body.refreshToken), 200);
  });

  test('a client that lost the reply retries and gets the same successor', async () => {
    const next = (await refresh(first)).body.refreshToken;
    const again = await refresh(first);
    expectStatus(again, 200);
    expect(again.body.refreshToken).toEqual(next);
    expectStatus(await refresh(next), 200);
  });

  test('of many concurrent uses one rotates; all get the same successor, which is valid', async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => refresh(first)));
    expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([200]));
    const successors = new Set(replies.map(reply => reply.body.refreshToken));
    expect(successors.size).toBe(1);
    const [successor] = successors;
    expectStatus(await refresh(successor), 200);
  });

  const expectReuse = async (again: Awaited<ReturnType<typeof refresh>>, next: string) => {
    expectStatus(again, 401, 'auth.token-reused');
    expectStatus(await refresh(next), 401, 'auth.invalid-token');
  };

  test('a used token presented by another client revokes the whole family', async () => {
    const next = (await refresh(first)).body.refreshToken;
    await expectReuse(await refresh(first, 'thief'), next);
  });

  test('a used token presented from another address revokes the whole family', async () => {
    const next = (await refresh(first, 'browser', '203.0.113.1')).body.refreshToken;
    await expectReuse(await refresh(first, 'browser', '203.0.113.2'), next);
  });

  test('a used token presented again after its successor was used revokes the whole family', async () => {
    const next = (await refresh(first)).body.refreshToken;
    const last = (await refresh(next)).body.refreshToken;
    await expectReuse(await refresh(first), last);
  });

  test('a used token presented again after the grace revokes the whole family', async () => {
    const next = (await refresh(first)).body.refreshToken;
    await app.database.query(`UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds'`);
    await expectReuse(await refresh(first), next);
  });

  test('of a used token presented by two clients at once, at most one is served', async () => {
    const replies = await Promise.all([refresh(first, 'owner'), refresh(first, 'thief')]);
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 401]);
    const served = replies.find(reply => reply.status === 200);
    expectStatus(await refresh(served?.body.refreshToken), 401, 'auth.invalid-token');
  });

  test('logging out ends the login; an unknown or expired token is refused', async () => {
    expectStatus(await api(app.url)('post', '/auth/logout', { refreshToken: first }), 204);
    expectStatus(await refresh(first), 401, 'auth.invalid-token');
    expectStatus(await refresh('unknown'), 401, 'auth.invalid-token');
  });

  test('logging out everywhere ends all logins at once, and a new login in the same second is valid', async () => {
    const account = await newAccount(app);
    const other = await newAccount(app);
    expectStatus(await account.as('post', '/auth/logout-all'), 204);
    expectStatus(await refresh(account.refreshToken), 401, 'auth.invalid-token');
    expectStatus(await refresh(other.refreshToken), 200);
    // Where it matters at once, the access token is refused at once.
    const change = { currentPassword: 'correct horse battery', newPassword: 'another horse battery' };
    expectStatus(await account.as('post', '/auth/password', change), 401);
    const again = await api(app.url)('post', '/auth/login', {
      email: account.email,
      password: 'correct horse battery',
    });
    expectStatus(await api(app.url, again.body.accessToken)('post', '/auth/password', change), 204);
    const [row] = await app.database.query<{ payload: { signedOutAt: string } }>(
      'SELECT payload FROM outbox WHERE subject = $1 AND sequence = 3',
      [account.id],
    );
    const { iat = 0 } = decode(again.body.accessToken) as JwtPayload;
    expect(iat).toBeGreaterThan(Math.floor(Date.parse(String(row?.payload.signedOutAt)) / 1000));
  });

  test('only hashes are stored, and they expire', async () => {
    const next = (await refresh(first)).body.refreshToken;
    for (const token of [first, next]) {
      const rows = await app.database.query('SELECT FROM refresh_tokens r WHERE r::text LIKE $1', [`%${token}%`]);
      expect(rows).toEqual([]);
    }
    await app.database.query(`UPDATE refresh_tokens SET expires_at = now() - interval '1 second'`);
    expectStatus(await refresh(next), 401, 'auth.invalid-token');
  });
});
