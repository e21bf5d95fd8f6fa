import { createTestDatabase, type TestDatabase } from '@ems/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inTransaction, waitForLockWaiters } from './support/locks';

const [one, other] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase('user-service');
});
afterAll(() => database.drop());

const admins = () => database.query<{ id: string }>(`SELECT id FROM users WHERE role = 'admin' AND status = 'active'`);
const refused = { code: '23514', constraint: 'users_last_admin' };

test.each([
  ['role', `UPDATE users SET role = 'member' WHERE id = $1`],
  ['status', `UPDATE users SET status = 'disabled' WHERE id = $1`],
  ['row', 'DELETE FROM users WHERE id = $1'],
])(
  'of two admins who take the %s from each other at once, the second waits for the first, and is refused',
  async (_, take) => {
    await database.query(`
    INSERT INTO users (id, email, name, password_hash, role)
    SELECT id::uuid, id || '@example.org', 'Root', '', 'admin' FROM unnest(ARRAY['${one}', '${other}']) AS id
    ON CONFLICT (id) DO UPDATE SET role = 'admin', status = 'active'`);
    await inTransaction(database, first =>
      inTransaction(database, async second => {
        await first.query(take, [one]);
        // The two change different rows, so nothing but the trigger's lock can make one wait.
        const result = second.query(take, [other]).then(
          () => 'done',
          (error: unknown) => error,
        );
        const waited = await Promise.race([waitForLockWaiters(database, 1, take.slice(0, 12)), result]);
        expect(waited).toBe(true);
        await first.query('COMMIT');
        expect(await result).toMatchObject(refused);
        await second.query('ROLLBACK');
      }),
    );
    expect(await admins()).toEqual([{ id: other }]);
  },
);

test('where the first rolls back, the second proceeds', async () => {
  const take = `UPDATE users SET role = 'member' WHERE id = $1`;
  await database.query(`UPDATE users SET role = 'admin', status = 'active'`);
  await database.query(`
    INSERT INTO users (id, email, name, password_hash, role) VALUES ('${one}', 'one@example.org', 'Root', '', 'admin')
    ON CONFLICT (id) DO NOTHING`);
  await inTransaction(database, first =>
    inTransaction(database, async second => {
      await first.query(take, [one]);
      const result = second.query(take, [other]);
      await waitForLockWaiters(database, 1, take);
      await first.query('ROLLBACK');
      await result;
      await second.query('COMMIT');
    }),
  );
  expect(await admins()).toEqual([{ id: one }]);
});
