import { expect, test } from '@jest/globals';
import { whenReachable } from './when-reachable';

const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

test.each([
  ['nobody listens', refused()],
  ['PostgreSQL is starting', Object.assign(new Error('the database system is starting up'), { code: '57P03' })],
  ['PostgreSQL does not answer in time', new Error('timeout expired')],
  ['fetch fails', new TypeError('fetch failed', { cause: refused() })],
])('while %s it is tried again', async (_, error) => {
  let tries = 0;
  const connect = async () => {
    if (++tries < 3) throw error;
    return 'there';
  };
  expect(await whenReachable(connect)).toBe('there');
  expect(tries).toBe(3);
});

test('what waiting does not mend is thrown at once, and all else when patience is over', async () => {
  let tries = 0;
  const fail = (error: Error) => async () => {
    tries++;
    throw error;
  };
  const wrong = Object.assign(new Error('password authentication failed'), { code: '28P01' });
  await expect(whenReachable(fail(wrong))).rejects.toBe(wrong);
  expect(tries).toBe(1);
  await expect(whenReachable(fail(refused()), 0)).rejects.toThrow('ECONNREFUSED');
});
