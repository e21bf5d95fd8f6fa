import { randomUUID } from 'node:crypto';
import { createEmailDigest } from '@ems/chassis/auth';
import { eventually, expectProblem, expectStatus } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Account, logIn, newAccount, newAdmin, password } from './support/accounts';
import { mailsTo, mailTo } from './support/mails';
import { type App, api, startUserService } from './support/user-service';

const newAddress = () => `${randomUUID()}@example.org`;

describe('another address for an account', () => {
  let app: App;
  beforeAll(async () => {
    app = await startUserService();
  });
  afterAll(() => app.stop());

  const ask = (account: Account, newEmail: string) => account.as('post', '/auth/email', { newEmail, password });
  const confirm = (token: string) => api(app.url)('post', '/auth/email/confirm', { token });
  const undo = (token: string) => api(app.url)('post', '/auth/email/undo', { token });
  /** That of the only mail to an address that nobody has confirmed, but for those that are known. */
  const confirmToken = (email: string, known: readonly string[] = []) =>
    eventually(() => {
      const asked = mailsTo(app, email).filter(({ subject }) => subject === 'Confirm your new address');
      return asked.find(({ token }) => !known.includes(token))?.token;
    });
  const undoToken = async (email: string) => (await mailTo(app, email, 'Your account has another address')).token;
  /** Asks for an address, and confirms it. */
  const change = async (account: Account, newEmail: string) => {
    expectStatus(await ask(account, newEmail), 202);
    expectStatus(await confirm(await confirmToken(newEmail)), 204);
  };
  const auditOf = async (id: string) =>
    (
      await app.database.query<{ action: string }>(
        `SELECT action FROM audit WHERE subject = $1 AND action LIKE 'email.%' ORDER BY number`,
        [id],
      )
    ).map(({ action }) => action);

  test('is the one to log in with once it is confirmed, and verified; others are told', async () => {
    const account = await newAccount(app);
    const email = newAddress();
    expectStatus(await ask(account, email.toUpperCase()), 202);
    expect((await account.as('get', '/users/me')).body.email).toBe(account.email);
    const token = await confirmToken(email);
    expectStatus(await confirm(token), 204);
    expectStatus(await confirm(token), 401, 'auth.invalid-token');
    expect((await account.as('get', '/users/me')).body).toMatchObject({ email, emailVerified: true });
    await logIn(app, email);
    await expect(logIn(app, account.email)).rejects.toThrow('401');
    const sent = await app.database.query<{ type: string; payload: object }>(
      'SELECT type, payload FROM outbox WHERE subject = $1 AND sequence > 2 ORDER BY sequence',
      [account.id],
    );
    const emailDigest = createEmailDigest('development-email-digest-secret')(email);
    expect(sent).toMatchObject([
      { type: 'user.updated.v1', payload: { emailVerified: true, emailDigest } },
      { type: 'user.contact-changed.v1', payload: { name: 'Ada', email } },
    ]);
    expect(await auditOf(account.id)).toEqual(['email.change-requested', 'email.changed']);
  });

  test('needs the password, and a login', async () => {
    const account = await newAccount(app);
    const body = { newEmail: newAddress(), password: 'wrong password' };
    expectStatus(await account.as('post', '/auth/email', body), 401, 'auth.invalid-credentials');
    expectStatus(await api(app.url)('post', '/auth/email', { ...body, password }), 401);
    expectProblem(await account.as('post', '/auth/email', { newEmail: 'nobody', password }), 400, {
      pointer: '#/newEmail',
    });
    expect(await app.database.query('SELECT FROM email_changes WHERE user_id = $1', [account.id])).toEqual([]);
  });

  test('that another account has is asked for alike, and refused only to who reads its mailbox', async () => {
    const [account, other] = [await newAccount(app), await newAccount(app)];
    const replies = [await ask(account, newAddress()), await ask(account, other.email)];
    expect(replies.map(({ status, body }) => ({ status, body }))).toEqual([
      { status: 202, body: replies[0]?.body },
      { status: 202, body: replies[0]?.body },
    ]);
    expectStatus(await confirm(await confirmToken(other.email)), 409, 'user.email-taken');
    expect((await account.as('get', '/users/me')).body.email).toBe(account.email);
    await logIn(app, other.email);
  });

  test('that two ask for at the same time goes to one of them', async () => {
    const email = newAddress();
    const accounts = [await newAccount(app), await newAccount(app)];
    const tokens: string[] = [];
    for (const account of accounts) {
      expectStatus(await ask(account, email), 202);
      tokens.push(await confirmToken(email, tokens));
    }
    const replies = await Promise.all([...tokens.map(confirm), registerWith(email)]);
    expect(replies.map(({ status }) => status < 300).filter(Boolean)).toHaveLength(1);
    for (const { status } of replies) expect([201, 204, 409]).toContain(status);
  });

  test('is forgotten when another is asked for, or the password is changed', async () => {
    const account = await newAccount(app);
    const [first, second, third] = [newAddress(), newAddress(), newAddress()];
    await ask(account, first);
    const tokens = [await confirmToken(first)];
    await ask(account, second);
    tokens.push(await confirmToken(second));
    expectStatus(await confirm(tokens[0] ?? ''), 401, 'auth.invalid-token');
    const secret = 'another horse battery';
    expectStatus(await account.as('post', '/auth/password', { currentPassword: password, newPassword: secret }), 204);
    expectStatus(await confirm(tokens[1] ?? ''), 401, 'auth.invalid-token');
    expectStatus(await account.as('post', '/auth/email', { newEmail: third, password: secret }), 202);
    const token = await confirmToken(third);
    await app.database.query(`UPDATE email_changes SET expires_at = now() WHERE user_id = $1`, [account.id]);
    expectStatus(await confirm(token), 401, 'auth.invalid-token');
  });

  test('can be undone by who has the old one, with all logins; what came after goes with it', async () => {
    const account = await newAccount(app);
    const [second, third, fourth] = [newAddress(), newAddress(), newAddress()];
    await change(account, second);
    await change(account, third);
    const secondToken = await undoToken(second);
    expectStatus(await ask(account, fourth), 202);
    const fourthToken = await confirmToken(fourth);
    const token = await undoToken(account.email);
    expectStatus(await undo(token), 204);
    for (const used of [token, secondToken]) expectStatus(await undo(used), 401, 'auth.invalid-token');
    expectStatus(await confirm(fourthToken), 401, 'auth.invalid-token');
    expectStatus(await account.as('get', '/users/me'), 401);
    expectStatus(await api(app.url)('post', '/auth/refresh', { refreshToken: account.refreshToken }), 401);
    const again = await logIn(app, account.email);
    expect((await again.as('get', '/users/me')).body).toMatchObject({ email: account.email, emailVerified: true });
    expect(await auditOf(account.id)).toEqual([
      ...['email.change-requested', 'email.changed', 'email.change-requested', 'email.changed'],
      ...['email.change-requested', 'email.change-undone'],
    ]);
  });

  test('leaves the old one to nobody else as long as it can be undone', async () => {
    const [account, thief] = [await newAccount(app), await newAccount(app)];
    await change(account, newAddress());
    const token = await undoToken(account.email);
    expectStatus(await registerWith(account.email), 409, 'user.email-taken');
    expectStatus(await ask(thief, account.email), 202);
    const stolen = await confirmToken(account.email);
    expectStatus(await confirm(stolen), 409, 'user.email-taken');
    // Its own account may have it back.
    expectStatus(await ask(account, account.email), 202);
    expectStatus(await confirm(await confirmToken(account.email, [stolen])), 204);
    const other = await newAccount(app);
    await change(other, newAddress());
    const late = await undoToken(other.email);
    await app.database.query('UPDATE email_changes SET expires_at = now() WHERE user_id = $1', [other.id]);
    expectStatus(await undo(late), 401, 'auth.invalid-token');
    expectStatus(await registerWith(other.email), 201);
    expectStatus(await undo(token), 204);
  });

  test('ends what was mailed to the old one to set a password or to confirm it', async () => {
    const account = await newAccount(app);
    expectStatus(await api(app.url)('post', '/auth/password/forgot', { email: account.email }), 202);
    const { token } = await mailTo(app, account.email, 'Set a new password');
    const verify = await mailTo(app, account.email, 'Confirm your address');
    await change(account, newAddress());
    const newPassword = 'another horse battery';
    expectStatus(await api(app.url)('post', '/auth/password/reset', { token, newPassword }), 401);
    expectStatus(await api(app.url)('post', '/auth/email/verify', { token: verify.token }), 401);
  });

  test('of an account that is disabled or erased is confirmed by nobody, and stands nowhere once it is erased', async () => {
    const admin = await newAdmin(app);
    const [disabled, erased] = [await newAccount(app), await newAccount(app)];
    const [first, second, third] = [newAddress(), newAddress(), newAddress()];
    await ask(disabled, first);
    const tokens = [await confirmToken(first)];
    expectStatus(await admin.as('patch', `/users/${disabled.id}`, { status: 'disabled' }), 200);
    await change(erased, second);
    await undoToken(erased.email);
    await ask(erased, third);
    tokens.push(await confirmToken(third));
    const exported = expectStatus(await erased.as('get', '/users/me/export'), 200).body;
    expect(exported.emailChanges).toMatchObject([
      { newEmail: second, oldEmail: erased.email },
      { newEmail: third, oldEmail: null, confirmedAt: null },
    ]);
    expectStatus(await erased.as('post', '/users/me/erasure', { password }), 202);
    for (const token of tokens) expectStatus(await confirm(token), 401, 'auth.invalid-token');
    for (const address of [erased.email, second, third])
      for (const table of ['users', 'email_changes', 'mails', 'outbox', 'audit'])
        expect(await app.database.query(`SELECT FROM ${table} t WHERE t::text LIKE $1`, [`%${address}%`])).toEqual([]);
    expectStatus(await registerWith(erased.email), 201);
  });

  test('is written to in the language of the account, and has nothing that was entered', async () => {
    const account = await newAccount(app, 'Gewinne auf https://evil.example');
    expectStatus(await account.as('patch', '/users/me', { language: 'de' }), 200);
    const email = newAddress();
    expectStatus(await ask(account, email), 202);
    const asked = await eventually(() => mailsTo(app, email)[0]);
    expect(asked.text).toContain('diese Adresse für sein Konto'.replace('ü', Buffer.from('ü').toString('latin1')));
    expect(asked.text).not.toMatch(/evil|Gewinne/);
  });

  const registerWith = (email: string) => api(app.url)('post', '/auth/register', { email, password, name: 'Eve' });
});

test('is asked for only so often, whoever has the addresses', async () => {
  const app = await startUserService({ RATE_LIMITS: 'on' });
  const [account, other] = [await newAccount(app), await newAccount(app)];
  const statuses: number[] = [];
  for (let count = 0; count < 6; count++)
    statuses.push((await account.as('post', '/auth/email', { newEmail: other.email, password })).status);
  expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  await app.stop();
});
