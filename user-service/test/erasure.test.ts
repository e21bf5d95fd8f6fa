import { randomUUID } from 'node:crypto';
import { api, createTestBroker, messageOf, type TestBroker, tell } from '@ems/chassis/testing';
import { messages } from '@ems/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Account, logIn, newAccount, newAdmin, password } from './support/accounts';
import { mailTo } from './support/mails';
import { type Running, startUserService } from './support/start';

const others = ['event-service', 'session-service', 'speaker-service'];

describe('erasure', () => {
  let broker: TestBroker;
  let running: Running;
  let admin: Account;
  beforeAll(async () => {
    broker = await createTestBroker(messages, ['user-service', ...others]);
    running = await startUserService({}, broker);
    admin = await newAdmin(running);
  });
  afterAll(() => running.stop());

  const publish = (type: string, subject: string, sequence: number, data: object) =>
    tell(broker, running.database, messageOf(type, subject, sequence, data));
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
  const receiptOf = (service: string, userId: string) =>
    publish(`${service}.user-erasure-done.v1`, userId, 2, { userId });
  /** Every row of every table that holds the text anywhere. */
  const rowsWith = async (text: string) => {
    const tables = await running.database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await running.database.query(`SELECT FROM "${name}" t WHERE t::text ILIKE $1`, [`%${text}%`]);
      if (rows.length > 0) found.push(name);
    }
    return found;
  };

  test('who erases the account with the password is gone from the database, and the others are told once', async () => {
    const account = await newAccount(running);
    await mailTo(running, account.email, 'Confirm your address');
    expect(await rowsWith(account.email)).toEqual(['users']);
    const reply = await account.as('post', '/users/me/erasure', { password });
    expect([reply.status, reply.body.state]).toEqual([202, 'pending']);
    expect(reply.body.awaited.toSorted()).toEqual(others);
    expect(await rowsWith(account.email)).toEqual([]);
    await expect(logIn(running, account.email)).rejects.toThrow('401');
    const refresh = await api(running.url)('post', '/auth/refresh', { refreshToken: account.refreshToken });
    expect(refresh.status).toBe(401);
    expect((await account.as('post', '/users/me/erasure', { password })).status).toBe(401);
    const rows = await running.database.query<{ type: string }>(
      `SELECT type FROM outbox WHERE subject = $1 AND type LIKE 'user.erased%'`,
      [account.id],
    );
    expect(rows).toHaveLength(1);
    // The address is free again.
    const body = { email: account.email, password, name: 'Ada' };
    expect((await api(running.url)('post', '/auth/register', body)).status).toBe(201);
  });

  test('the wrong password erases nothing', async () => {
    const account = await newAccount(running);
    const reply = await account.as('post', '/users/me/erasure', { password: 'wrong password' });
    expect([reply.status, reply.body.code]).toEqual([401, 'auth.invalid-credentials']);
    await logIn(running, account.email);
  });

  test('an admin sees the receipts come in, each once', async () => {
    const account = await newAccount(running);
    const path = `/users/${account.id}/erasure`;
    expect((await admin.as('get', path)).status).toBe(404);
    expect((await admin.as('post', path)).status).toBe(202);
    expect((await admin.as('post', path)).status).toBe(202);
    for (const service of others) {
      expect((await admin.as('get', path)).body.state).toBe('pending');
      await receiptOf(service, account.id);
      await receiptOf(service, account.id);
    }
    const { body } = await admin.as('get', path);
    expect([body.state, body.awaited, body.requestedBy]).toEqual(['done', [], admin.id]);
    expect(body.receipts.map((receipt: { service: string }) => receipt.service).toSorted()).toEqual([
      ...others,
      'user-service',
    ]);
    expect((await admin.as('patch', `/users/${account.id}`, { status: 'active' })).body.code).toBe('user.erased');
    const stranger = await newAccount(running);
    expect((await stranger.as('get', path)).status).toBe(404);
  });

  test('who owns events that still take place hands them over or cancels them first', async () => {
    const account = await newAccount(running);
    const [given, cancelled, deleted, open] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    for (const id of [given, cancelled, deleted, open])
      await publish('event.created.v1', id, 1, event(id, account.id, 'draft'));
    await publish('event.updated.v1', given, 2, event(given, randomUUID()));
    await publish('event.cancelled.v1', cancelled, 2, event(cancelled, account.id, 'cancelled'));
    await publish('event.deleted.v1', deleted, 2, { id: deleted });
    await publish('event.updated.v1', given, 1, event(given, account.id));
    await publish('event.updated.v1', deleted, 1, event(deleted, account.id));
    const refused = await account.as('post', '/users/me/erasure', { password });
    expect([refused.status, refused.body.code]).toEqual([409, 'user.owns-events']);
    expect(refused.body.events).toEqual([{ id: open, slug: 'camp', title: 'Camp' }]);
    await publish('event.completed.v1', open, 2, event(open, account.id, 'completed'));
    expect((await account.as('post', '/users/me/erasure', { password })).status).toBe(202);
  });

  test('the last admin cannot be erased', async () => {
    await running.database.query(`UPDATE users SET role = 'member' WHERE role = 'admin' AND id <> $1`, [admin.id]);
    for (const reply of [
      await admin.as('post', '/users/me/erasure', { password }),
      await admin.as('post', `/users/${admin.id}/erasure`),
    ]) {
      expect([reply.status, reply.body.code]).toEqual([409, 'user.last-admin']);
    }
    expect((await admin.as('get', '/users/me')).status).toBe(200);
  });

  test('the export holds all that is known of me, and nothing of others or of secrets', async () => {
    const [account, other] = [await newAccount(running), await newAccount(running)];
    await mailTo(running, account.email, 'Confirm your address');
    const owned = randomUUID();
    await publish('event.created.v1', owned, 1, event(owned, account.id));
    const { body, status } = await account.as('get', '/users/me/export');
    expect(status).toBe(200);
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
