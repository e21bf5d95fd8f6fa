import { expect, test } from '@jest/globals';
import { createBulkhead } from './bulkhead';

const limits = { concurrency: 2, maxQueue: 3, maxWaitMs: 10_000, retryAfterSeconds: 2 };

/** Work that ends when it is told to. */
function held() {
  const ends: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise<void>(resolve => ends.push(resolve));
    running--;
  };
  const endAll = async () => {
    for (let end = ends.shift(); end; end = ends.shift()) {
      end();
      await new Promise(resolve => setImmediate(resolve));
    }
  };
  return { work, endAll, most: () => most };
}

test('no more than two run at once, the line is bounded, and all in line have their turn', async () => {
  const bulkhead = createBulkhead(limits);
  const { work, endAll, most } = held();
  const inside = Array.from({ length: 5 }, () => bulkhead(work));
  await expect(bulkhead(work)).rejects.toMatchObject({ kind: 'unavailable', options: { retryAfterSeconds: 2 } });
  await endAll();
  await Promise.all(inside);
  expect(most()).toBe(2);
  const after = bulkhead(work);
  await endAll();
  await after;
});

test('nobody waits longer than the bound, and who has gone loses the place', async () => {
  const bulkhead = createBulkhead({ ...limits, maxWaitMs: 20 });
  const { work, endAll } = held();
  const inside = [bulkhead(work), bulkhead(work)];
  await expect(bulkhead(work)).rejects.toMatchObject({ kind: 'unavailable' });
  const gone = new AbortController();
  const left = bulkhead(work, gone.signal);
  gone.abort();
  await expect(left).rejects.toMatchObject({ kind: 'unavailable' });
  await endAll();
  await Promise.all(inside);
});

test('without a queue the next is rejected before it begins, and places come back, also of those who failed', async () => {
  const bulkhead = createBulkhead({ ...limits, maxQueue: 0 });
  const { work, endAll } = held();
  const inside = [bulkhead(work), bulkhead(work)];
  let hasBegun = false;
  const refused = bulkhead(async () => {
    hasBegun = true;
  });
  await expect(refused).rejects.toMatchObject({ kind: 'unavailable', options: { retryAfterSeconds: 2 } });
  expect(hasBegun).toBe(false);
  await endAll();
  await Promise.all(inside);
  for (let tries = 0; tries < 3; tries++)
    await expect(bulkhead(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await bulkhead(async () => 'in')).toBe('in');
});
