import type { RequestListener } from 'node:http';
import { expect, test } from '@jest/globals';
import { createLogger } from '../log';
import { warmUp } from './warm-up';

const logger = createLogger('test', 'silent');
const nothing = async () => [] as never;

test('what is read most is read before anybody can ask for it', async () => {
  const asked: string[] = [];
  let keysAsked = 0;
  let transactions = 0;
  const transact = async () => {
    transactions++;
    return [] as never;
  };
  const database = { transact, transactSql: transact };
  const listener: RequestListener = ({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.end();
  };
  const keys = async () => {
    keysAsked++;
    return undefined;
  };
  const paths = () => ['/events?limit=5', '/events/a/schedule'];
  await warmUp({ database, listener, keys, paths, logger }).start?.();
  expect([...new Set(asked)]).toEqual(['GET /api/v1/events?limit=5', 'GET /api/v1/events/a/schedule']);
  expect(keysAsked).toBe(1);
  expect(transactions).toBeGreaterThan(0);
});

test.each<[string, RequestListener, () => string[]]>([
  ['breaks off', (_, response) => void response.destroy(), () => ['/events']],
  [
    'cannot say what is read',
    (_, response) => void response.end(),
    () => {
      throw new Error('no database');
    },
  ],
])('one that %s starts all the same', async (_, listener, paths) => {
  const keys = async () => {
    throw new Error('no issuer');
  };
  await expect(
    warmUp({ database: { transact: nothing, transactSql: nothing }, listener, keys, paths, logger }).start?.(),
  ).resolves.toBeUndefined();
});
