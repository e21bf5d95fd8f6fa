import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { byType } from './batch';
import { subscriptionsFor } from './subscription';

test('a type has one handler: a second one would take its place unseen', () => {
  const { on } = subscriptionsFor<unknown>();
  const contract = { type: 'user.updated.v1', consumers: [], data: z.object({ id: z.string() }) };
  const once = on(contract, async () => undefined);
  expect([...byType([once]).keys()]).toEqual(['user.updated.v1']);
  expect(() => byType([once, once])).toThrow('user.updated.v1 has two handlers');
});
