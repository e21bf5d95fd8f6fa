import { createHash } from 'node:crypto';
import { userContactChanged } from '@ems/contracts';
import { expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decode } from 'jsonwebtoken';
import request from 'supertest';
import { type App, startUserService } from './support/user-service';

const password = 'correct horse battery';

describe('accounts', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService({ ADMIN_EMAIL: 'Admin@Example.org', ADMIN_PASSWORD: 'a first admin' });
  });
  afterAll(() => app.stop());

  const post = (path: string, body: object) => request(app.url).post(`/api/v1/auth/${path}`).send(body);
  const register = (email: string) => post('register', { email, password, name: 'Ada' });

  test('a new account is logged in, and its address is stored in lower case', async () => {
    const reply = await register('Ada@Example.org');
    expectStatus(reply, 201);
    expect(reply.body.user).toMatchObject({
      email: 'ada@example.org',
      name: 'Ada',
      role: 'member',
      status: 'active',
      version: 2,
    });
    expect(reply.body.user).not.toHaveProperty('passwordHash');
    const me = await request(app.url).get('/api/v1/users/me').set('authorization', `Bearer ${reply.body.accessToken}`);
    expect(me.body).toEqual(reply.body.user);
  });

  test('the access token is ES256, typed, short-lived, and verifiable by the published keys', async () => {
    const { body } = await register('token@example.org');
    const token = decode(body.accessToken, { complete: true });
    expect(token?.header).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(token?.payload).toMatchObject({ iss: 'ems', aud: 'ems', sub: body.user.id, role: 'member' });
    const jwks = await request(app.url).get('/.well-known/jwks.json');
    expect(jwks.body.keys.map((key: { kid: string }) => key.kid)).toContain(token?.header.kid);
    expect(JSON.stringify(jwks.body)).not.toContain('"d"');
  });

  test('an address can be registered once, in whatever case', async () => {
    await register('taken@example.org');
    const reply = await register('TAKEN@example.org');
    expectStatus(reply, 409, 'user.email-taken');
  });

  test.each([
    ['jörg@example.org', 'JO\u0308RG@example.org'],
    ['x@müller.example', 'X@xn--mller-kva.EXAMPLE'],
  ])('%s is an address, registered once in whatever form, and logged in with by any', async (address, otherForm) => {
    const { body } = expectStatus(await register(address), 201);
    expectStatus(await register(otherForm), 409, 'user.email-taken');
    for (const email of [address, otherForm, ` ${address.toUpperCase()}`]) {
      expect(expectStatus(await post('login', { email, password }), 200).body.user).toEqual(body.user);
    }
    const other = app.database.query('UPDATE users SET email = $2 WHERE id = $1', [body.user.id, 'x@müller.example']);
    await expect(other).rejects.toThrow('users_email_is_normalized');
  });

  test('of ten registrations of one address at once, one succeeds', async () => {
    // On a busy machine some are rejected with a 503, as ten passwords take their time.
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
    expectProblem(reply, 400, { pointer });
    expect(await app.database.query(`SELECT FROM users WHERE email = 'x@example.org'`)).toEqual([]);
  });

  test('what all may know of a registration has neither name nor address; these go to event-service alone', async () => {
    const { body } = await register('message@example.org');
    const rows = await app.database.query<{ type: string; payload: object }>(
      'SELECT type, payload FROM outbox WHERE subject = $1 ORDER BY sequence',
      [body.user.id],
    );
    expect(rows).toEqual([
      {
        type: 'user.registered.v1',
        payload: {
          id: body.user.id,
          role: 'member',
          status: 'active',
          emailVerified: false,
          emailDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
      {
        type: 'user.contact-changed.v1',
        payload: { id: body.user.id, name: 'Ada', email: 'message@example.org', language: 'en' },
      },
    ]);
    expect(userContactChanged.consumers).toEqual(['event-service']);
    // A digest that anybody can make would tell the address to whoever guesses it.
    const guess = createHash('sha256').update('message@example.org').digest('hex');
    expect(JSON.stringify(rows)).not.toContain(guess);
  });

  test('a wrong password, an unknown address and a disabled account are refused alike', async () => {
    await register('login@example.org');
    await register('disabled@example.org');
    await app.database.query(`UPDATE users SET status = 'disabled' WHERE email = 'disabled@example.org'`);
    const replies = await Promise.all([
      post('login', { email: 'login@example.org', password: 'wrong password' }),
      post('login', { email: 'unknown@example.org', password }),
      post('login', { email: 'disabled@example.org', password }),
    ]);
    const bodies = replies.map(({ status, body: { requestId, ...body } }) => ({ status, ...body }));
    expect(bodies[0]).toMatchObject({ status: 401, code: 'auth.invalid-credentials' });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expectStatus(await post('login', { email: 'LOGIN@example.org', password }), 200);
  });

  test('the first admin comes from the environment', async () => {
    const reply = await post('login', { email: 'admin@example.org', password: 'a first admin' });
    expect(reply.body.user.role).toBe('admin');
  });

  test('a changed name raises the version; a change of a stale version is refused', async () => {
    const { body } = await register('rename@example.org');
    const patch = (etag: string, change: object) =>
      request(app.url)
        .patch('/api/v1/users/me')
        .set('authorization', `Bearer ${body.accessToken}`)
        .set('if-match', etag)
        .send(change);
    const renamed = await patch('"2"', { name: 'Grace' });
    expect(renamed.body).toMatchObject({ name: 'Grace', version: 3 });
    expectStatus(await patch('"2"', { name: 'Lost' }), 412);
    expect((await patch('"3"', { email: 'other@example.org' })).body.errors[0].pointer).toBe('#/email');
  });

  test('a replay of a registration gives the first reply, and the database cannot read the tokens out of it', async () => {
    const send = () => register('replay@example.org').set('idempotency-key', 'replay-1');
    const [first, second] = [await send(), await send()];
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.body).toEqual(first.body);
    const [stored] = await app.database.query<{ body: string }>(`SELECT body FROM idempotency WHERE key = 'replay-1'`);
    expect(stored?.body).toBeTruthy();
    expect(Buffer.from(String(stored?.body), 'base64').toString()).not.toContain(first.body.refreshToken);
  });
});
