import { randomUUID } from 'node:crypto';
import { operationsOf } from '@ems/chassis/openapi';
import { expectProblem, expectStatus } from '@ems/testing';
import { beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { type Api, api, gateway } from '../support/api';
import { firstAdmin, logIn, registerUser, type User } from '../support/users';
import { type Cast, type Role, type Row, roles, rows } from './rows';

type Method = Parameters<Api>[0];

const methodOf = ({ route }: Row) => route.split(' ')[0]?.toLowerCase() as Method;
const pathOf = (row: Row, cast: Cast) => row.path?.(cast) ?? row.route.split(' ')[1] ?? '';
const send = (row: Row, cast: Cast, body = row.body?.(cast), path = pathOf(row, cast)) =>
  cast.actor(methodOf(row), path, body);

/** A token changes nothing there. */
const ignoringTokens = [
  'POST /auth/register',
  'POST /auth/login',
  'POST /auth/refresh',
  'POST /auth/logout',
  'POST /auth/email/verify',
  'POST /auth/email/confirm',
  'POST /auth/email/undo',
  'POST /auth/password/forgot',
  'POST /auth/password/reset',
];

describe('who may do what with accounts', () => {
  let root: User;
  /** Somebody for all that changes nothing. */
  let bystander: Cast;
  beforeAll(async () => {
    root = await firstAdmin();
    bystander = await castOf('member');
  });

  async function castOf(role: Role): Promise<Cast> {
    const [self, other] = [await registerUser(), await registerUser()];
    if (role === 'nobody') return { actor: api(), self, other };
    if (role === 'member') return { actor: self.api, self, other };
    expectStatus(await root.api('patch', `/users/${self.id}`, { role: 'admin' }), 200);
    const admin = await logIn(self.email);
    return { actor: admin.api, self: admin, other };
  }

  test('the table has every route that user-service publishes', async () => {
    const { body } = await request(gateway()).get('/openapi.json');
    const published = operationsOf(body).filter(({ path }) => /^\/api\/v1\/(auth|users)(\/|$)/.test(path));
    const names = published.map(({ name }) => name.replace('/api/v1', ''));
    expect(rows.map(row => row.route).toSorted()).toEqual(names.toSorted());
  });

  describe.each(rows)('$route', row => {
    test.each(roles)('a good request of %s', async role => {
      const reply = await send(row, await castOf(role));
      expectStatus(reply, row.gets[role]);
      expect(reply.body.code ?? '').toEqual(expect.any(String));
      expect(JSON.stringify(reply.body)).not.toMatch(/passwordHash|\$2b\$/);
    });

    const method = methodOf(row);
    const isPublic = row.gets.nobody !== 401 || row.gets.member === 401;
    const allowed: Role = row.gets.member === 403 ? 'admin' : isPublic ? 'nobody' : 'member';

    test.each(['nonsense', 'eyJhbGciOiJub25lIn0.e30.', `${'x'.repeat(3_000)}.y.z`])(
      'a token that is none is refused, or not looked at (%#)',
      async token => {
        if (ignoringTokens.includes(row.route)) {
          // What it does, it does to accounts of its own.
          expectStatus(await send(row, { ...(await castOf('nobody')), actor: api(token) }), row.gets.nobody);
          return;
        }
        const reply = await send(row, { ...bystander, actor: api(token) });
        expectStatus(reply, 401, 'unauthenticated');
        expect(reply.headers['www-authenticate']).toContain('Bearer');
      },
    );

    test('an unknown field or parameter is refused by name, and so is what is no id', async () => {
      const cast = allowed === 'admin' ? { ...bystander, actor: root.api } : bystander;
      if (method === 'get') {
        const path = `${pathOf(row, cast)}?unknown=1`;
        const reply = await cast.actor('get', path);
        expectProblem(reply, 400, { pointer: '#/query/unknown' });
      } else {
        for (const field of ['unknown', 'ownerId', 'createdAt', 'constructor']) {
          const reply = await send(row, cast, { ...row.body?.(cast), [field]: 'x' });
          expectProblem(reply, 400, { pointer: `#/${field}` });
        }
      }
      if (row.route.includes('{id}')) {
        const path = row.route.split(' ')[1]?.replace('{id}', "1'--") ?? '';
        expectProblem(await send(row, cast, row.body?.(cast), path), 400, { pointer: '#/path/id' });
      }
    });

    const others = row.others;
    if (others) {
      test('on what is another’s it does the same as on what does not exist, and changes nothing', async () => {
        const cast = await castOf('member');
        const before = await root.api('get', `/users/${cast.other.id}`);
        const theirs = await send(row, cast, row.body?.(cast), others.path(cast));
        const nobodys = await send(
          row,
          cast,
          row.body?.(cast),
          others.path(cast).replace(/[0-9a-f-]{36}/, randomUUID()),
        );
        expectStatus(theirs, others.status);
        expect(theirs.body.detail).toEqual(nobodys.body.detail);
        expect((await root.api('get', `/users/${cast.other.id}`)).body).toEqual(before.body);
        expect((await cast.other.api('get', '/auth/devices')).body.data).toHaveLength(1);
      });
    }

    if (row.versioned) {
      test('a stale change is refused with the current tag', async () => {
        const cast = await castOf(allowed);
        const reply = await send(row, cast).set('if-match', '"999"');
        expectStatus(reply, 412, 'precondition-failed');
        expect(reply.headers.etag).toEqual(expect.any(String));
        expectStatus(await send(row, cast).set('if-match', String(reply.headers.etag)), row.gets[allowed]);
      });
    }

    if (method === 'post' && row.gets[allowed] < 300) {
      test('a replay gives the first reply, and the key serves no other body', async () => {
        const cast = await castOf(allowed);
        const body = row.body?.(cast);
        const key = randomUUID();
        const first = await send(row, cast, body).set('idempotency-key', key);
        const second = await send(row, cast, body).set('idempotency-key', key);
        expectStatus(first, row.gets[allowed]);
        if (row.endsAccess && second.status === 401) return;
        expectStatus(second, row.gets[allowed]);
        expect(second.headers['idempotency-replayed']).toBe('true');
        expect(second.text).toBe(first.text);
        if (!body) return;
        const [field = ''] = Object.keys(body);
        const changed = { ...body, [field]: field === 'email' ? `${randomUUID()}@example.org` : 'some other password' };
        const other = await send(row, cast, changed).set('idempotency-key', key);
        expectStatus(other, 422, 'idempotency.key-reused');
      });
    }

    if (row.body) {
      test('each field missing, of another type, too long or with a NUL is refused by name', async () => {
        const cast = allowed === 'admin' ? { ...bystander, actor: root.api } : bystander;
        const good = row.body?.(cast) ?? {};
        for (const field of Object.keys(good)) {
          const { [field]: _, ...without } = good;
          const bad: unknown[] = [42, null, ['x'], true, 'x'.repeat(2_000), `\0${good[field]}`];
          // An object without members changes nothing.
          if (typeof good[field] !== 'object') bad.push({});
          const bodies = bad.map(value => ({ ...good, [field]: value }));
          if (!row.optional?.includes(field)) bodies.push(without);
          for (const body of bodies) {
            const reply = await send(row, cast, body);
            // A password or token that only cannot be right fails like any other wrong one.
            const isTried =
              reply.status === 401 && /password|token/i.test(field) && String(body[field]).startsWith('\0');
            if (isTried) continue;
            const { status } = reply;
            // Of a list, the item that is wrong.
            const pointer = reply.body.errors?.[0]?.pointer.replace(/\/\d+$/, '');
            expect({ value: body[field], status, pointer }).toEqual({
              value: body[field],
              status: 400,
              pointer: `#/${field}`,
            });
          }
        }
      });
    }
  });

  test('lists contain what the caller may see, and pages are bounded', async () => {
    const person = await registerUser();
    const { body } = await person.api('get', '/auth/devices');
    expect(body.data).toHaveLength(1);
    for (const [actor, path] of [
      [person, '/auth/devices'],
      [root, '/users'],
    ] as const) {
      expectStatus(await actor.api('get', `${path}?limit=101`), 400);
      expectStatus(await actor.api('get', `${path}?cursor=nonsense`), 400);
    }
  });
});
