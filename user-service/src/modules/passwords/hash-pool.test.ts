import { afterAll, expect, test } from '@jest/globals';
import { getRounds } from 'bcrypt';
import { createHashPool } from './hash-pool';

const pool = createHashPool();
afterAll(() => pool.stop());

const hash = (password: string, cost: number) => pool.run({ kind: 'hash', password, cost });
const verify = (password: string, stored: string, cost: number, rehash = true) =>
  pool.run({ kind: 'verify', password, stored, cost, rehash });

test('a password is hashed, and found right or wrong, by several threads at once', async () => {
  const stored = await hash('right', 4);
  expect(await Promise.all([verify('right', stored, 4), verify('wrong', stored, 4)])).toEqual([
    { isMatch: true, rehashed: undefined },
    { isMatch: false },
  ]);
});

test('a password is rehashed at a higher cost alone, where it is wanted, and its hash is as good as the old one', async () => {
  const stored = await hash('right', 5);
  expect(await verify('right', stored, 4)).toEqual({ isMatch: true, rehashed: undefined });
  expect(await verify('right', stored, 6, false)).toEqual({ isMatch: true, rehashed: undefined });
  const result = await verify('right', stored, 6);
  const rehashed = result.isMatch ? String(result.rehashed) : '';
  expect(getRounds(rehashed)).toBe(6);
  expect(await verify('right', rehashed, 6)).toEqual({ isMatch: true, rehashed: undefined });
  expect(await verify('wrong', rehashed, 6)).toEqual({ isMatch: false });
});

test('a thread that fails fails its job alone, and another takes its place', async () => {
  const unreadable = verify('right', null as unknown as string, 4);
  const good = hash('right', 4);
  await expect(unreadable).rejects.toThrow('hash');
  expect(await verify('right', await good, 4)).toMatchObject({ isMatch: true });
});

test('a job whose thread is terminated is rejected', async () => {
  const other = createHashPool();
  const job = other.run({ kind: 'hash', password: 'right', cost: 10 });
  await other.stop();
  await expect(job).rejects.toThrow('terminated');
});
