import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { type Running, startUserService } from './support/start';

describe('refresh tokens', () => {
  let running: Running;
  let first: string;
  let accounts = 0;
  beforeAll(async () => {
    running = await startUserService();
  });
  beforeEach(async () => {
    const account = { email: `refresh-${accounts++}@example.org`, password: 'correct horse battery', name: 'Ada' };
    first = (await request(running.url).post('/api/v1/auth/register').send(account)).body.refreshToken;
  });
  afterAll(() => running.stop());

  const refresh = (refreshToken: string) => request(running.url).post('/api/v1/auth/refresh').send({ refreshToken });

  test('each use gives a new pair', async () => {
    const reply = await refresh(first);
    expect(reply.status).toBe(200);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.body.refreshToken).not.toBe(first);
    expect((await refresh(reply.body.refreshToken)).status).toBe(200);
  });

  test('a used token presented again ends the whole family', async () => {
    const next = (await refresh(first)).body.refreshToken;
    const reused = await refresh(first);
    expect([reused.status, reused.body.code]).toEqual([401, 'auth.token-reused']);
    expect((await refresh(next)).body.code).toBe('auth.invalid-token');
  });

  test('of two uses at once, one wins', async () => {
    const replies = await Promise.all([refresh(first), refresh(first)]);
    expect(replies.map(reply => reply.status).toSorted()).toEqual([200, 401]);
  });

  test('logging out ends the login; an unknown or expired token is refused', async () => {
    expect((await request(running.url).post('/api/v1/auth/logout').send({ refreshToken: first })).status).toBe(204);
    expect((await refresh(first)).body.code).toBe('auth.invalid-token');
    expect((await refresh('unknown')).body.code).toBe('auth.invalid-token');
  });

  test('only hashes are stored, and they expire', async () => {
    expect(await running.database.query('SELECT FROM refresh_tokens WHERE hash = $1', [first])).toEqual([]);
    await running.database.query(`UPDATE refresh_tokens SET expires_at = now() - interval '1 second'`);
    expect((await refresh(first)).body.code).toBe('auth.invalid-token');
  });
});
