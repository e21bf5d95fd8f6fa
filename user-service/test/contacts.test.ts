import { eventually, expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { newAccount, password } from './support/accounts';
import { type App, startUserService } from './support/user-service';

interface Sent {
  type: string;
  sequence: number;
  payload: Record<string, unknown>;
}

describe('name, address and language of an account', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService();
  });
  afterAll(() => app.stop());

  const sentOf = (id: string) =>
    app.database.query<Sent>('SELECT type, sequence, payload FROM outbox WHERE subject = $1 ORDER BY sequence', [id]);
  const contactsOf = async (id: string) =>
    (await sentOf(id)).filter(({ type }) => type === 'user.contact-changed.v1').map(({ payload }) => payload);

  test.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr, en-GB;q=0.8, de;q=0.5', 'en'],
    ['fr', 'en'],
    ['*', 'en'],
    ['-;;,=', 'en'],
    [undefined, 'en'],
  ])('whoever asks for %s is written to in %s', async (asked, language) => {
    const email = `reader-${crypto.randomUUID()}@example.org`;
    const register = request(app.url).post('/api/v1/auth/register');
    if (asked !== undefined) register.set('accept-language', asked);
    const { body } = await register.send({ email, password, name: 'Ada' });
    expect(body.user.language).toBe(language);
    expect(await contactsOf(body.user.id)).toEqual([{ id: body.user.id, name: 'Ada', email, language }]);
  });

  test('are published when they change, and not when they stay', async () => {
    const { id, email, as } = await newAccount(app);
    const changed = await as('patch', '/users/me', { name: 'Grace', language: 'de' });
    expect(expectStatus(changed, 200).body).toMatchObject({ name: 'Grace', language: 'de' });
    expectStatus(await as('patch', '/users/me', { name: 'Grace', language: 'de' }), 200);
    expect((await as('get', '/users/me')).body.language).toBe('de');
    expect(await contactsOf(id)).toEqual([
      { id, name: 'Ada', email, language: 'en' },
      { id, name: 'Grace', email, language: 'de' },
    ]);
  });

  test('another language than those of mails is refused, and changes nothing', async () => {
    const { as } = await newAccount(app);
    expectProblem(await as('patch', '/users/me', { name: 'Grace', language: 'fr' }), 400, { pointer: '#/language' });
    expect((await as('get', '/users/me')).body).toMatchObject({ name: 'Ada', language: 'en' });
  });

  test('of an account of before are published once, however many instances start', async () => {
    const { id } = await newAccount(app);
    await app.database.query('UPDATE users SET contact_published = FALSE WHERE id = $1', [id]);
    const others = [await app.second(), await app.second()];
    await eventually(async () => (await contactsOf(id)).length === 2);
    const pending = await eventually(async () => {
      const rows = await app.database.query('SELECT FROM users WHERE NOT contact_published');
      return rows.length === 0 && rows;
    });
    expect(pending).toEqual([]);
    expect(await contactsOf(id)).toHaveLength(2);
    for (const other of others) await other.stop();
  });

  test('are in no message any more once the account is erased', async () => {
    const { id, as } = await newAccount(app, 'Augusta King');
    expectStatus(await as('post', '/users/me/erasure', { password }), 202);
    const sent = await sentOf(id);
    expect(sent.map(({ type }) => type)).toEqual(['user.registered.v1', 'user.contact-changed.v1', 'user.erased.v1']);
    expect(sent[1]?.payload).toEqual({ id, name: '', email: '', language: 'en' });
  });
});
