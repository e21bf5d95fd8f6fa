import { api } from '@ems/chassis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decode, type JwtPayload } from 'jsonwebtoken';
import { newAccount } from './support/accounts';
import { type Running, startUserService } from './support/start';

describe('refresh tokens', () => {
  let running: Running;
  let first: string;
  beforeAll(async () => {
    running = await startUserService();
  });
  beforeEach(async () => {
    first = (await newAccount(running)).refreshToken;
  });
  afterAll(() => running.stop());

  const refresh = (refreshToken: string, agent = 'browser', address?: string) =>
    api(running.url, undefined, address)('post', '/auth/refresh', { refreshToken }).set('user-agent', agent);

  test('each use gives a new pair', async () => {
    const reply = await refresh(first);
    expect(reply.status).toBe(200);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.body.refreshToken).not.toBe(first);
    expect((await refresh(reply.body.refreshToken)).status).toBe(200);
  });

  test('a client that lost the reply asks again and gets the same successor', async () => {
    const next = (await refresh(first)).body.refreshToken;
    const again = await refresh(first);
    expect([again.status, again.body.refreshToken]).toEqual([200, next]);
    expect((await refresh(next)).status).toBe(200);
  });

  test('of many uses at once one rotates; all get its one successor, and the client goes on', async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => refresh(first)));
    expect(new Set(replies.map(reply => reply.status))).toEqual(new Set([200]));
    const successors = new Set(replies.map(reply => reply.body.refreshToken));
    expect(successors.size).toBe(1);
    const [successor] = successors;
    expect((await refresh(successor)).status).toBe(200);
  });

  const expectReuse = async (again: Awaited<ReturnType<typeof refresh>>, next: string) => {
    expect([again.status, again.body.code]).toEqual([401, 'auth.token-reused']);
    expect((await refresh(next)).body.code).toBe('auth.invalid-token');
  };

  test('a used token presented by another client ends the whole family', async () => {
    const next = (await refresh(first)).body.refreshToken;
    await expectReuse(await refresh(first, 'thief'), next);
  });

  test('a used token presented from another address ends the whole family', async () => {
    const next = (await refresh(first, 'browser', '203.0.113.1')).body.refreshToken;
    await expectReuse(await refresh(first, 'browser', '203.0.113.2'), next);
  });

  test('a used token presented again after its successor was used ends the whole family', async () => {
    const next = (await refresh(first)).body.refreshToken;
    const last = (await refresh(next)).body.refreshToken;
    await expectReuse(await refresh(first), last);
  });

  test('a used token presented again after the grace ends the whole family', async () => {
    const next = (await refresh(first)).body.refreshToken;
    await running.database.query(`UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds'`);
    await expectReuse(await refresh(first), next);
  });

  test('of a used token presented by two clients at once, at most one is served', async () => {
    const replies = await Promise.all([refresh(first, 'owner'), refresh(first, 'thief')]);
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 401]);
    const served = replies.find(reply => reply.status === 200);
    expect((await refresh(served?.body.refreshToken)).body.code).toBe('auth.invalid-token');
  });

  test('logging out ends the login; an unknown or expired token is refused', async () => {
    expect((await api(running.url)('post', '/auth/logout', { refreshToken: first })).status).toBe(204);
    expect((await refresh(first)).body.code).toBe('auth.invalid-token');
    expect((await refresh('unknown')).body.code).toBe('auth.invalid-token');
  });

  test('logging out everywhere ends all logins at once, and a new login counts although it is of the same second', async () => {
    const account = await newAccount(running);
    const other = await newAccount(running);
    expect((await account.as('post', '/auth/logout-all')).status).toBe(204);
    expect((await refresh(account.refreshToken)).body.code).toBe('auth.invalid-token');
    expect((await refresh(other.refreshToken)).status).toBe(200);
    // Where it matters at once, the access token is refused at once.
    const change = { currentPassword: 'correct horse battery', newPassword: 'another horse battery' };
    expect((await account.as('post', '/auth/password', change)).status).toBe(401);
    const again = await api(running.url)('post', '/auth/login', {
      email: account.email,
      password: 'correct horse battery',
    });
    expect((await api(running.url, again.body.accessToken)('post', '/auth/password', change)).status).toBe(204);
    const [row] = await running.database.query<{ payload: { signedOutAt: string } }>(
      'SELECT payload FROM outbox WHERE subject = $1 AND sequence = 2',
      [account.id],
    );
    const { iat = 0 } = decode(again.body.accessToken) as JwtPayload;
    expect(iat).toBeGreaterThan(Math.floor(Date.parse(String(row?.payload.signedOutAt)) / 1000));
  });

  test('only hashes are stored, and they expire', async () => {
    const next = (await refresh(first)).body.refreshToken;
    for (const token of [first, next]) {
      const rows = await running.database.query('SELECT FROM refresh_tokens r WHERE r::text LIKE $1', [`%${token}%`]);
      expect(rows).toEqual([]);
    }
    await running.database.query(`UPDATE refresh_tokens SET expires_at = now() - interval '1 second'`);
    expect((await refresh(next)).body.code).toBe('auth.invalid-token');
  });
});
