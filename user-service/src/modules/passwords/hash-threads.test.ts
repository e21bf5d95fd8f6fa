import { afterAll, expect, test } from '@jest/globals';
import { getRounds } from 'bcrypt';
import { createHashThreads } from './hash-threads';

const threads = createHashThreads();
afterAll(() => threads.stop());

const hash = (password: string, cost: number) => threads.perform({ kind: 'hash', password, cost });
const check = (password: string, stored: string, cost: number, renew = true) =>
  threads.perform({ kind: 'check', password, stored, cost, renew });

test('a password is hashed, and found right or wrong, by several threads at once', async () => {
  const stored = await hash('right', 4);
  expect(await Promise.all([check('right', stored, 4), check('wrong', stored, 4)])).toEqual([
    { isRight: true, renewed: undefined },
    { isRight: false },
  ]);
});

test('a hash is renewed at a higher cost alone, where it is wanted, and is as good as the old one', async () => {
  const stored = await hash('right', 5);
  expect(await check('right', stored, 4)).toEqual({ isRight: true, renewed: undefined });
  expect(await check('right', stored, 6, false)).toEqual({ isRight: true, renewed: undefined });
  const verdict = await check('right', stored, 6);
  const renewed = verdict.isRight ? String(verdict.renewed) : '';
  expect(getRounds(renewed)).toBe(6);
  expect(await check('right', renewed, 6)).toEqual({ isRight: true, renewed: undefined });
  expect(await check('wrong', renewed, 6)).toEqual({ isRight: false });
});

test('a thread that fails fails its job alone, and another takes its place', async () => {
  const unreadable = check('right', null as unknown as string, 4);
  const good = hash('right', 4);
  await expect(unreadable).rejects.toThrow('hash');
  expect(await check('right', await good, 4)).toMatchObject({ isRight: true });
});

test('who waits for a thread that is ended hears of it', async () => {
  const others = createHashThreads();
  const job = others.perform({ kind: 'hash', password: 'right', cost: 10 });
  await others.stop();
  await expect(job).rejects.toThrow('ended');
});
