import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decode } from 'jsonwebtoken';
import request from 'supertest';
import { type Running, startUserService } from './support/start';

const password = 'correct horse battery';

describe('accounts', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startUserService({ ADMIN_EMAIL: 'Admin@Example.org', ADMIN_PASSWORD: 'a first admin' });
  });
  afterAll(() => running.stop());

  const post = (path: string, body: object) => request(running.url).post(`/api/v1/auth/${path}`).send(body);
  const register = (email: string) => post('register', { email, password, name: 'Ada' });

  test('who registers is logged in, and their address is kept in lower case', async () => {
    const reply = await register('Ada@Example.org');
    expect(reply.status).toBe(201);
    expect(reply.body.user).toMatchObject({
      email: 'ada@example.org',
      name: 'Ada',
      role: 'member',
      status: 'active',
      version: 1,
    });
    expect(reply.body.user).not.toHaveProperty('passwordHash');
    const me = await request(running.url)
      .get('/api/v1/users/me')
      .set('authorization', `Bearer ${reply.body.accessToken}`);
    expect(me.body).toEqual(reply.body.user);
  });

  test('the access token is ES256, typed, short-lived, and verifiable by the published keys', async () => {
    const { body } = await register('token@example.org');
    const token = decode(body.accessToken, { complete: true });
    expect(token?.header).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(token?.payload).toMatchObject({ iss: 'ems', aud: 'ems', sub: body.user.id, role: 'member' });
    const jwks = await request(running.url).get('/.well-known/jwks.json');
    expect(jwks.body.keys.map((key: { kid: string }) => key.kid)).toContain(token?.header.kid);
    expect(JSON.stringify(jwks.body)).not.toContain('"d"');
  });

  test('an address can be registered once, in whatever case', async () => {
    await register('taken@example.org');
    const reply = await register('TAKEN@example.org');
    expect([reply.status, reply.body.code]).toEqual([409, 'user.email-taken']);
  });

  test('of ten registrations of one address at once, one succeeds', async () => {
    // On a busy machine some are asked to come again, as ten passwords take their time.
    const registered = async (): Promise<request.Response> => {
      const reply = await register('race@example.org');
      return reply.status === 503 ? registered() : reply;
    };
    const replies = await Promise.all(Array.from({ length: 10 }, registered));
    expect(replies.map(reply => reply.status).toSorted()).toEqual([201, ...Array(9).fill(409)]);
  });

  test.each([
    ['no password', { email: 'x@example.org', name: 'X' }, '#/password'],
    ['a short password', { email: 'x@example.org', name: 'X', password: 'short' }, '#/password'],
    ['73 bytes of password', { email: 'x@example.org', name: 'X', password: 'x'.repeat(73) }, '#/password'],
    ['19 characters of 76 bytes', { email: 'x@example.org', name: 'X', password: '🔑'.repeat(19) }, '#/password'],
    ['no address', { email: 'nobody', name: 'X', password }, '#/email'],
    ['a name of 101 characters', { email: 'x@example.org', name: 'x'.repeat(101), password }, '#/name'],
    ['a name of another type', { email: 'x@example.org', name: { $ne: '' }, password }, '#/name'],
    ['a role', { email: 'x@example.org', name: 'X', password, role: 'admin' }, '#/role'],
  ])('%s is refused, and nothing is stored', async (_, body, pointer) => {
    const reply = await post('register', body);
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, pointer]);
    expect(await running.database.query(`SELECT FROM users WHERE email = 'x@example.org'`)).toEqual([]);
  });

  test('every registration leaves one message without name or address', async () => {
    const { body } = await register('message@example.org');
    const rows = await running.database.query<{ type: string; payload: object }>(
      'SELECT type, payload FROM outbox WHERE subject = $1',
      [body.user.id],
    );
    expect(rows).toEqual([
      { type: 'user.registered.v1', payload: { id: body.user.id, role: 'member', status: 'active' } },
    ]);
  });

  test('a wrong password, an unknown address and a disabled account are refused alike', async () => {
    await register('login@example.org');
    await register('disabled@example.org');
    await running.database.query(`UPDATE users SET status = 'disabled' WHERE email = 'disabled@example.org'`);
    const replies = await Promise.all([
      post('login', { email: 'login@example.org', password: 'wrong password' }),
      post('login', { email: 'unknown@example.org', password }),
      post('login', { email: 'disabled@example.org', password }),
    ]);
    const bodies = replies.map(({ status, body: { requestId, ...body } }) => ({ status, ...body }));
    expect(bodies[0]).toMatchObject({ status: 401, code: 'auth.invalid-credentials' });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect((await post('login', { email: 'LOGIN@example.org', password })).status).toBe(200);
  });

  test('the first admin comes from the environment', async () => {
    const reply = await post('login', { email: 'admin@example.org', password: 'a first admin' });
    expect(reply.body.user.role).toBe('admin');
  });

  test('a changed name raises the version; a stale change is refused', async () => {
    const { body } = await register('rename@example.org');
    const patch = (etag: string, change: object) =>
      request(running.url)
        .patch('/api/v1/users/me')
        .set('authorization', `Bearer ${body.accessToken}`)
        .set('if-match', etag)
        .send(change);
    const renamed = await patch('"1"', { name: 'Grace' });
    expect(renamed.body).toMatchObject({ name: 'Grace', version: 2 });
    expect((await patch('"1"', { name: 'Lost' })).status).toBe(412);
    expect((await patch('"2"', { email: 'other@example.org' })).body.errors[0].pointer).toBe('#/email');
  });

  test('a replay of a registration gives the first reply, and the database cannot read the tokens out of it', async () => {
    const send = () => register('replay@example.org').set('idempotency-key', 'replay-1');
    const [first, second] = [await send(), await send()];
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.body).toEqual(first.body);
    const [kept] = await running.database.query<{ body: string }>(
      `SELECT body FROM idempotency WHERE key = 'replay-1'`,
    );
    expect(kept?.body).toBeTruthy();
    expect(Buffer.from(String(kept?.body), 'base64').toString()).not.toContain(first.body.refreshToken);
  });
});
