import { createHash, randomUUID } from 'node:crypto';
import { api, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newAccount, password } from './support/accounts';
import { type App, startUserService } from './support/user-service';

const [old, next] = ['old secret of this service', 'next secret of this service'];

interface Row {
  key: string;
  fingerprint: string;
  body: string;
}

describe('what is kept of a request with an Idempotency-Key', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService({ IDEMPOTENCY_KEY_SECRET: old });
  });
  afterAll(() => app.stop());

  const logIn = (url: string, email: string, key: string, secret = password) =>
    api(url)('post', '/auth/login', { email, password: secret }).set('idempotency-key', key);
  const rowOf = async (key: string) => {
    const [row] = await app.database.query<Row>('SELECT key, fingerprint, body FROM idempotency WHERE key = $1', [key]);
    return row;
  };

  test('tells nothing of a password without the secret, nor that two requests had the same', async () => {
    const { email } = await newAccount(app);
    const [first, second] = [randomUUID(), randomUUID()];
    const reply = expectStatus(await logIn(app.url, email, first), 200);
    expectStatus(await logIn(app.url, email, second), 200);
    const [one, other] = [await rowOf(first), await rowOf(second)];
    const guess = createHash('sha256').update(JSON.stringify({ email, password })).digest('hex');
    expect(one?.fingerprint).not.toBe(guess);
    expect(one?.fingerprint).not.toBe(other?.fingerprint);
    expect(one?.body).not.toContain(reply.body.refreshToken);
  });

  test('is understood after the secret has changed, as long as the old one is given too, and by no other', async () => {
    const { email } = await newAccount(app);
    const [key, later] = [randomUUID(), randomUUID()];
    const first = expectStatus(await logIn(app.url, email, key), 200);
    const changed = await app.second({ IDEMPOTENCY_KEY_SECRET: next, IDEMPOTENCY_KEY_SECRET_PREVIOUS: old });
    const replay = expectStatus(await logIn(changed.url, email, key), 200);
    expect(replay.headers['idempotency-replayed']).toBe('true');
    expect(replay.text).toBe(first.text);
    expectStatus(await logIn(changed.url, email, key, 'another horse battery'), 422, 'idempotency.key-reused');
    const made = expectStatus(await logIn(changed.url, email, later), 200);
    await changed.stop();
    // Instances that have not changed yet know the next one beforehand.
    const prepared = await app.second({ IDEMPOTENCY_KEY_SECRET: old, IDEMPOTENCY_KEY_SECRET_PREVIOUS: next });
    expect((await logIn(prepared.url, email, later)).text).toBe(made.text);
    await prepared.stop();
    const without = await app.second({ IDEMPOTENCY_KEY_SECRET: next });
    expectStatus(await logIn(without.url, email, key), 422);
    await without.stop();
  });

  test('is the same in whatever order the members of the body come', async () => {
    const { email } = await newAccount(app);
    const send = (body: object) => api(app.url)('post', '/auth/login', body).set('idempotency-key', 'order');
    const first = expectStatus(await send({ email, password }), 200);
    expect((await send({ password, email })).text).toBe(first.text);
  });

  test('is stored by the new secret when it takes over from an instance that died', async () => {
    const { email } = await newAccount(app);
    const key = randomUUID();
    await logIn(app.url, email, key);
    await app.database.query(
      `UPDATE idempotency SET status = NULL, claim = 'dead', locked_until = now() - interval '1 s' WHERE key = $1`,
      [key],
    );
    const before = await rowOf(key);
    const changed = await app.second({ IDEMPOTENCY_KEY_SECRET: next, IDEMPOTENCY_KEY_SECRET_PREVIOUS: old });
    const first = expectStatus(await logIn(changed.url, email, key), 200);
    expect((await rowOf(key))?.fingerprint).not.toBe(before?.fingerprint);
    expect((await logIn(changed.url, email, key)).text).toBe(first.text);
    await changed.stop();
  });
});
