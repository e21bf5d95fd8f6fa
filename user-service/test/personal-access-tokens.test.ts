import { randomUUID } from 'node:crypto';
import { eventually, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decode } from 'jsonwebtoken';
import request from 'supertest';
import { type Account, logIn, newAccount, newAdmin, password } from './support/accounts';
import { type App, api, startUserService } from './support/user-service';

let app: App;
beforeAll(async () => {
  app = await startUserService();
});
afterAll(() => app.stop());

/** As the gateway asks. */
const exchange = (secret: string) => request(app.url).get('/token-exchange').set('authorization', `Bearer ${secret}`);

const make = async (owner: Account, fields: object = {}) =>
  expectStatus(await owner.as('post', '/auth/tokens', { name: 'Script', scopes: ['sessions:write'], ...fields }), 201)
    .body;

/** A caller by what a token is exchanged for. */
const actingBy = async (secret: string) => api(app.url, expectStatus(await exchange(secret), 204).get('access-token'));

const expectRefused = async (secret: string) => {
  const reply = expectStatus(await exchange(secret), 401, 'unauthenticated');
  expect(reply.get('access-token')).toBeUndefined();
  return reply;
};

describe('a personal access token', () => {
  test('is shown when it is made and never again, and its hash alone is stored', async () => {
    const owner = await newAccount(app);
    const made = await make(owner, {
      name: '  Import  ',
      scopes: ['sessions:write', 'speakers:read', 'speakers:read'],
    });
    expect(made.token).toMatch(/^ems_[0-9A-Za-z]{49}$/);
    const { token, ...shown } = made;
    expect(shown).toEqual({
      id: expect.any(String),
      name: 'Import',
      scopes: ['sessions:write', 'speakers:read'],
      eventIds: null,
      createdAt: expect.any(String),
      lastUsedAt: null,
      expiresAt: null,
    });
    expect((await owner.as('get', '/auth/tokens')).body.data).toEqual([shown]);
    expect((await owner.as('get', `/auth/tokens/${made.id}`)).body).toEqual(shown);
    expect((await owner.as('get', '/users/me/export')).body.accessTokens).toEqual([
      { ...shown, eventIds: [], revokedAt: null },
    ]);
    const rows = await app.database.query('SELECT t::text AS row FROM personal_access_tokens t');
    expect(JSON.stringify(rows)).not.toContain(token.slice(4, 20));
  });

  test('is made once for one Idempotency-Key, whose reply is stored sealed', async () => {
    const owner = await newAccount(app);
    const key = randomUUID();
    const send = () =>
      owner.as('post', '/auth/tokens', { name: 'Once', scopes: ['events:read'] }).set('idempotency-key', key);
    const [first, again] = [expectStatus(await send(), 201), expectStatus(await send(), 201)];
    expect(again.body).toEqual(first.body);
    expect(again.get('idempotency-replayed')).toBe('true');
    expect(first.get('cache-control')).toBe('no-store');
    const [stored] = await app.database.query<{ body: string }>('SELECT body FROM idempotency WHERE key = $1', [key]);
    expect(stored?.body).not.toContain('ems_');
    expect((await owner.as('get', '/auth/tokens')).body.data).toHaveLength(1);
  });

  test('is exchanged for a JWT of at most a minute, with its limits, its id as the login and no role but by its scope', async () => {
    const admin = await newAdmin(app);
    const eventIds = [randomUUID(), randomUUID()];
    const plain = await make(admin, { scopes: ['events:read', 'checkins:write'], eventIds });
    const reply = expectStatus(await exchange(plain.token), 204);
    expect(reply.get('cache-control')).toBe('no-store');
    const claims = decode(reply.get('access-token') ?? '', { json: true });
    expect(claims).toMatchObject({
      sub: admin.id,
      sid: plain.id,
      role: 'member',
      scope: 'events:read checkins:write',
      eventIds,
    });
    expect(Number(claims?.exp) - Number(claims?.iat)).toBeLessThanOrEqual(60);
    const powerful = decode(
      (await exchange((await make(admin, { scopes: ['admin'] })).token)).get('access-token') ?? '',
      { json: true },
    );
    expect(powerful).toMatchObject({ role: 'admin', scope: 'admin' });
    expect(powerful).not.toHaveProperty('eventIds');
  });

  test('with what it may not be given is refused, and nothing is made', async () => {
    const owner = await newAccount(app);
    const refused = async (fields: object, status: number) =>
      expectStatus(
        await owner.as('post', '/auth/tokens', { name: 'Script', scopes: ['events:read'], ...fields }),
        status,
      );
    await refused({ scopes: ['admin'] }, 403);
    await refused({ scopes: [] }, 400);
    await refused({ scopes: ['users:read'] }, 400);
    await refused({ scopes: ['login'] }, 400);
    await refused({ eventIds: [] }, 400);
    await refused({ eventIds: ['a-slug'] }, 400);
    await refused({ eventIds: Array.from({ length: 21 }, () => randomUUID()) }, 400);
    await refused({ expiresAt: new Date().toISOString() }, 400);
    await refused({ name: '' }, 400);
    await refused({ token: `ems_${'x'.repeat(49)}` }, 400);
    expect((await owner.as('get', '/auth/tokens')).body.data).toEqual([]);
  });

  test('that is mistyped, cut off or unknown is refused with the reason', async () => {
    const { token } = await make(await newAccount(app));
    const swapped = token.replace(/(.)(.)$/, (_, a, b) => (a === b ? `${a}~` : b + a));
    for (const wrong of [
      token.slice(0, -1),
      `${token}0`,
      swapped,
      token.toLowerCase(),
      'ems_',
      `ems_${'0'.repeat(49)}`,
    ])
      expect((await expectRefused(wrong)).get('www-authenticate')).toContain('checksum');
    const other = await make(await newAccount(app));
    await app.database.query('DELETE FROM personal_access_tokens WHERE id = $1', [other.id]);
    expect((await expectRefused(other.token)).get('www-authenticate')).toContain('unknown, expired or deleted');
    expectStatus(await request(app.url).get('/token-exchange'), 401);
  });

  test('expires, and so does the last JWT that it was exchanged for', async () => {
    const owner = await newAccount(app);
    const soon = new Date(Date.now() + 30_000);
    const made = await make(owner, { expiresAt: soon.toISOString() });
    const claims = decode((await exchange(made.token)).get('access-token') ?? '', { json: true });
    expect(Number(claims?.exp)).toBeLessThanOrEqual(Math.ceil(soon.getTime() / 1000) + 1);
    // An expired one that was made a day ago.
    const old = await make(owner);
    await app.database.query('ALTER TABLE personal_access_tokens DISABLE TRIGGER personal_access_tokens_immutable');
    await app.database.query(
      `UPDATE personal_access_tokens SET created_at = now() - interval '1 day', expires_at = now() WHERE id = $1`,
      [old.id],
    );
    await app.database.query('ALTER TABLE personal_access_tokens ENABLE TRIGGER personal_access_tokens_immutable');
    await expectRefused(old.token);
  });

  test('tells its owner when it was last used, and writes that once a minute', async () => {
    const owner = await newAccount(app);
    const { id, token } = await make(owner);
    const lastUsedAt = async () => (await owner.as('get', `/auth/tokens/${id}`)).body.lastUsedAt;
    await exchange(token);
    const first = await lastUsedAt();
    expect(first).not.toBeNull();
    await exchange(token);
    expect(await lastUsedAt()).toBe(first);
    await app.database.query(
      `UPDATE personal_access_tokens SET last_used_at = now() - interval '61 seconds' WHERE id = $1`,
      [id],
    );
    await exchange(token);
    expect(Date.parse((await lastUsedAt()) ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
  });

  test('an account has at most fifty, however many it asks for at once', async () => {
    const owner = await newAccount(app);
    for (let n = 0; n < 48; n++) await make(owner);
    const asked = Array.from({ length: 4 }, () =>
      owner.as('post', '/auth/tokens', { name: 'One more', scopes: ['events:read'] }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status).toSorted();
    expect(statuses).toEqual([201, 201, 409, 409]);
    const { data } = (await owner.as('get', '/auth/tokens?limit=100')).body;
    expect(data).toHaveLength(50);
    expectStatus(await owner.as('delete', `/auth/tokens/${data[0]?.id}`), 204);
    await make(owner);
    const { page } = (await owner.as('get', '/auth/tokens?limit=49')).body;
    expect((await owner.as('get', `/auth/tokens?cursor=${page.nextCursor}`)).body.data).toHaveLength(1);
  });

  test("somebody else's is as unknown as one that never was, and stays", async () => {
    const [owner, stranger] = [await newAccount(app), await newAccount(app)];
    const { id, token } = await make(owner);
    for (const method of ['get', 'delete'] as const) {
      const theirs = expectStatus(await stranger.as(method, `/auth/tokens/${id}`), 404);
      const nobodys = expectStatus(await stranger.as(method, `/auth/tokens/${randomUUID()}`), 404);
      expect(theirs.body.detail).toBe(nobodys.body.detail);
    }
    expectStatus(await exchange(token), 204);
    expect((await stranger.as('get', '/auth/tokens')).body.data).toEqual([]);
  });
});

describe('a personal access token ends', () => {
  const messagesOf = (sid: string) =>
    app.database.query(`SELECT type FROM outbox WHERE subject = $1 AND type = 'user.login-ended.v1'`, [sid]);

  test('when it is deleted: it is exchanged no more, and the JWT of before is refused', async () => {
    const owner = await newAccount(app);
    const { id, token } = await make(owner);
    const script = await actingBy(token);
    expectStatus(await script('get', '/users/me'), 200);
    expectStatus(await owner.as('delete', `/auth/tokens/${id}`), 204);
    await expectRefused(token);
    expectStatus(await script('get', '/users/me'), 401);
    expectStatus(await owner.as('delete', `/auth/tokens/${id}`), 404);
    expectStatus(await owner.as('get', `/auth/tokens/${id}`), 404);
    expect(await messagesOf(id)).toHaveLength(1);
  });

  const ways: Record<string, (owner: Account) => Promise<unknown>> = {
    'gets a new password': owner =>
      owner.as('post', '/auth/password', { currentPassword: password, newPassword: 'another horse battery' }),
    'is logged out everywhere': owner => owner.as('post', '/auth/logout-all'),
    'is disabled': async owner => {
      const admin = await newAdmin(app);
      expectStatus(await admin.as('patch', `/users/${owner.id}`, { status: 'disabled' }), 200);
      expectStatus(await admin.as('patch', `/users/${owner.id}`, { status: 'active' }), 200);
    },
    'is erased': owner => owner.as('post', '/users/me/erasure', { password }),
  };
  test.each(Object.keys(ways))('when its owner %s', async way => {
    const owner = await newAccount(app);
    const { id, token } = await make(owner);
    const script = await actingBy(token);
    await ways[way]?.(owner);
    await expectRefused(token);
    const isRefused = async () => (await script('get', '/users/me')).status === 401;
    // An erased account may see what becomes of it for some seconds yet.
    if (way === 'is erased') await eventually(isRefused, 15_000);
    else expect(await isRefused()).toBe(true);
    expect(await messagesOf(id)).toHaveLength(1);
  });

  test('not when the login that made it does', async () => {
    const owner = await newAccount(app);
    const { token } = await make(owner);
    expectStatus(await owner.as('post', '/auth/logout', { refreshToken: owner.refreshToken }), 204);
    expectStatus(await exchange(token), 204);
  });

  test('for good: the database lets none come to life, or become another', async () => {
    const owner = await newAccount(app);
    const { id } = await make(owner);
    const set = (change: string) =>
      app.database.query(`UPDATE personal_access_tokens SET ${change} WHERE id = $1`, [id]);
    for (const change of [`scopes = '{admin}'`, 'event_ids = ARRAY[gen_random_uuid()]', `user_id = gen_random_uuid()`])
      await expect(set(change)).rejects.toThrow(/personal_access_tokens_immutable/);
    await set('revoked_at = now()');
    await expect(set('revoked_at = NULL')).rejects.toThrow(/personal_access_tokens_immutable/);
  });
});

describe('by a personal access token', () => {
  test('nobody makes tokens, sees or erases an account, changes its password or its role', async () => {
    const admin = await newAdmin(app);
    const script = await actingBy(
      (await make(admin, { scopes: ['admin', 'events:write', 'sessions:write', 'speakers:write'] })).token,
    );
    for (const [method, path, sent] of [
      ['post', '/auth/logout-all', {}],
      ['post', '/auth/password', { currentPassword: password, newPassword: 'another horse battery' }],
      ['post', '/auth/email/resend', {}],
      ['get', '/auth/devices', undefined],
      ['post', '/auth/tokens', { name: 'Another', scopes: ['events:read'] }],
      ['get', '/auth/tokens', undefined],
      ['delete', `/auth/tokens/${randomUUID()}`, undefined],
      ['get', '/users/me/export', undefined],
      ['post', '/users/me/erasure', { password }],
      ['post', `/users/${randomUUID()}/erasure`, {}],
      ['get', `/users/${admin.id}/erasure`, undefined],
    ] as const)
      expectStatus(await script(method, path, sent), 403, 'auth.insufficient-scope');
    expectStatus(await admin.as('get', '/users/me'), 200);
  });

  test('an admin acts as one with the scope for it alone, and no longer than they are one', async () => {
    const admin = await newAdmin(app);
    const other = await newAccount(app);
    const [plain, powerful] = [
      await actingBy((await make(admin, { scopes: ['events:write'] })).token),
      await actingBy((await make(admin, { scopes: ['admin'] })).token),
    ];
    for (const path of ['/users', `/users/${other.id}`, `/users/${admin.id}`]) {
      expectStatus(await plain('get', path), 403, 'auth.insufficient-scope');
      expectStatus(await powerful('get', path), 200);
    }
    expectStatus(await plain('get', '/users/me'), 200);
    expectStatus(await powerful('patch', `/users/${other.id}`, { status: 'disabled' }), 200);
    const [entry] = await app.database.query<{ facts: object }>(
      `SELECT facts FROM audit WHERE action = 'admin.wrote' AND subject = $1`,
      [other.id],
    );
    expect(entry?.facts).toHaveProperty('token');
    await app.database.query(`UPDATE users SET role = 'member' WHERE id = $1`, [admin.id]);
    expectStatus(await powerful('get', '/users'), 403);
  });

  test('that is limited to events no account is reached but the own', async () => {
    const admin = await newAdmin(app);
    const script = await actingBy((await make(admin, { scopes: ['admin'], eventIds: [randomUUID()] })).token);
    expectStatus(await script('get', '/users'), 403, 'auth.insufficient-scope');
    expectStatus(await script('patch', '/users/me', { name: 'Ada' }), 403, 'auth.insufficient-scope');
    expect((await script('get', '/users/me')).body.id).toBe(admin.id);
  });
});

test('making and deleting a personal access token is on record, without its name', async () => {
  const owner = await newAccount(app);
  const { id } = await make(owner, { name: 'of Grace Hopper' });
  await owner.as('delete', `/auth/tokens/${id}`);
  const entries = await app.database.query<{ action: string }>(
    `SELECT action, actor::text, facts, details FROM audit WHERE facts ->> 'token' = $1 ORDER BY number`,
    [id],
  );
  expect(entries).toEqual([
    {
      action: 'personal-token.created',
      actor: owner.id,
      facts: { token: id, scopes: ['sessions:write'], eventIds: [], expiresAt: null },
      details: expect.objectContaining({ address: expect.any(String) }),
    },
    { action: 'personal-token.deleted', actor: owner.id, facts: { token: id }, details: expect.anything() },
  ]);
});

test('who is logged out while a token is made leaves none behind', async () => {
  const owner = await newAccount(app);
  const asked = Array.from({ length: 5 }, () =>
    owner.as('post', '/auth/tokens', { name: 'Late', scopes: ['events:read'] }),
  );
  await Promise.all([...asked, owner.as('post', '/auth/logout-all')]);
  expect((await (await logIn(app, owner.email)).as('get', '/auth/tokens')).body.data).toEqual([]);
});

describe('with limits', () => {
  let limited: App;
  beforeAll(async () => {
    limited = await startUserService({ RATE_LIMITS: 'on' });
  });
  afterAll(() => limited.stop());

  test('an address that shows what is no token is told to wait, and an honest one behind it is not', async () => {
    const owner = await newAccount(limited);
    const reply = await owner.as('post', '/auth/tokens', { name: 'Honest', scopes: ['events:read'] });
    const [ended, honest] = [
      await owner.as('post', '/auth/tokens', { name: 'Ended', scopes: ['events:read'] }),
      expectStatus(reply, 201).body.token,
    ];
    await owner.as('delete', `/auth/tokens/${ended.body.id}`);
    const show = (secret: string) =>
      request(limited.url).get('/token-exchange').set('authorization', `Bearer ${secret}`);
    // The whole rate is used up at once, as if by 300 tries.
    expectStatus(await show(ended.body.token), 401);
    await limited.database.query(`UPDATE throttles SET until = now() + interval '1 hour'`);
    const late = expectStatus(await show(ended.body.token), 429, 'too-many-requests');
    expect(Number(late.get('retry-after'))).toBeGreaterThan(0);
    expectStatus(await show(honest), 204);
  });
});
