import { randomUUID } from 'node:crypto';
import { deliver, expectProblem, expectStatus, messageOf, startBroker, type TestBroker } from '@ems/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Account, logIn, newAccount, newAdmin, password } from './support/accounts';
import { mailTo } from './support/mails';
import { type App, api, startUserService } from './support/user-service';

const others = ['event-service', 'session-service', 'speaker-service'];

describe('erasure', () => {
  let broker: TestBroker;
  let app: App;
  let admin: Account;
  beforeAll(async () => {
    broker = await startBroker();
    app = await startUserService({}, broker);
    admin = await newAdmin(app);
  });
  afterAll(() => app.stop());

  const publish = (type: string, subject: string, sequence: number, data: object) =>
    deliver(broker, app.database, messageOf(type, subject, sequence, data));
  const event = (id: string, ownerId: string, status = 'published') => ({
    id,
    slug: 'camp',
    title: 'Camp',
    status,
    ownerId,
    startsAt: '2027-05-01T08:00:00.000Z',
    endsAt: '2027-05-02T08:00:00.000Z',
    timezone: 'Europe/Berlin',
    cfp: null,
  });
  const deliverReceipt = (service: string, userId: string) =>
    publish(`${service}.user-erasure-done.v1`, userId, 2, { userId });
  /** Tables with a row that has the text anywhere. */
  const rowsWith = async (text: string) => {
    const tables = await app.database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await app.database.query(`SELECT FROM "${name}" t WHERE t::text ILIKE $1`, [`%${text}%`]);
      if (rows.length > 0) found.push(name);
    }
    return found;
  };

  test('an account that is erased with its password is gone from the database, and the others are told once', async () => {
    const account = await newAccount(app);
    await mailTo(app, account.email, 'Confirm your address');
    expect((await rowsWith(account.email)).toSorted()).toEqual(['outbox', 'users']);
    const reply = await account.as('post', '/users/me/erasure', { password });
    expectStatus(reply, 202);
    expect(reply.body.status).toBe('pending');
    expect(reply.body.awaited.toSorted()).toEqual(others);
    expect(await rowsWith(account.email)).toEqual([]);
    await expect(logIn(app, account.email)).rejects.toThrow('401');
    const refresh = await api(app.url)('post', '/auth/refresh', { refreshToken: account.refreshToken });
    expectStatus(refresh, 401);
    expectStatus(await account.as('post', '/users/me/erasure', { password }), 401);
    const rows = await app.database.query<{ type: string }>(
      `SELECT type FROM outbox WHERE subject = $1 AND type LIKE 'user.erased%'`,
      [account.id],
    );
    expect(rows).toHaveLength(1);
    // The address is free again.
    const body = { email: account.email, password, name: 'Ada' };
    expectStatus(await api(app.url)('post', '/auth/register', body), 201);
  });

  test('the wrong password erases nothing', async () => {
    const account = await newAccount(app);
    const reply = await account.as('post', '/users/me/erasure', { password: 'wrong password' });
    expectStatus(reply, 401, 'auth.invalid-credentials');
    await logIn(app, account.email);
  });

  test('an admin sees the receipts arrive, each once', async () => {
    const account = await newAccount(app);
    const path = `/users/${account.id}/erasure` as const;
    expectStatus(await admin.as('get', path), 404);
    expectStatus(await admin.as('post', path), 202);
    expectStatus(await admin.as('post', path), 202);
    for (const service of others) {
      expect((await admin.as('get', path)).body.status).toBe('pending');
      await deliverReceipt(service, account.id);
      await deliverReceipt(service, account.id);
    }
    const { body } = await admin.as('get', path);
    expect(body).toMatchObject({ status: 'done', awaited: [], requestedBy: admin.id });
    expect(body.receipts.map(({ service }) => service).toSorted()).toEqual([...others, 'user-service']);
    expectStatus(await admin.as('patch', `/users/${account.id}`, { status: 'active' }), 409, 'user.erased');
    const stranger = await newAccount(app);
    expectStatus(await stranger.as('get', path), 404);
  });

  test('an owner of events that still take place transfers or cancels them first', async () => {
    const account = await newAccount(app);
    const [given, cancelled, deleted, open] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    for (const id of [given, cancelled, deleted, open])
      await publish('event.created.v1', id, 1, event(id, account.id, 'draft'));
    await publish('event.updated.v1', given, 2, event(given, randomUUID()));
    await publish('event.cancelled.v1', cancelled, 2, event(cancelled, account.id, 'cancelled'));
    await publish('event.deleted.v1', deleted, 2, { id: deleted });
    await publish('event.updated.v1', given, 1, event(given, account.id));
    await publish('event.updated.v1', deleted, 1, event(deleted, account.id));
    const refused = await account.as('post', '/users/me/erasure', { password });
    expectProblem(refused, 409, { code: 'user.owns-events', events: [{ id: open, slug: 'camp', title: 'Camp' }] });
    await publish('event.completed.v1', open, 2, event(open, account.id, 'completed'));
    expectStatus(await account.as('post', '/users/me/erasure', { password }), 202);
  });

  test('the last admin cannot be erased', async () => {
    await app.database.query(`UPDATE users SET role = 'member' WHERE role = 'admin' AND id <> $1`, [admin.id]);
    for (const reply of [
      await admin.as('post', '/users/me/erasure', { password }),
      await admin.as('post', `/users/${admin.id}/erasure`),
    ]) {
      expectStatus(reply, 409, 'user.last-admin');
    }
    expectStatus(await admin.as('get', '/users/me'), 200);
  });

  test('the export has all that is known of me, and nothing of others or of secrets', async () => {
    const [account, other] = [await newAccount(app), await newAccount(app)];
    await mailTo(app, account.email, 'Confirm your address');
    const owned = randomUUID();
    await publish('event.created.v1', owned, 1, event(owned, account.id));
    const { body } = expectStatus(await account.as('get', '/users/me/export'), 200);
    expect(body).toMatchObject({
      account: { id: account.id, email: account.email },
      logins: [{}],
      knownDevices: [{}],
      mails: [{ kind: 'verify_email' }],
      ownedEvents: [{ id: owned }],
    });
    const text = JSON.stringify(body);
    for (const hidden of [other.id, other.email, 'password', '$2b$', account.refreshToken])
      expect(text).not.toContain(hidden);
  });
});
