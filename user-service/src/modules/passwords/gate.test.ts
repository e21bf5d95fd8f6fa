import { expect, test } from '@jest/globals';
import { createDoor, createGate } from './gate';

const limits = { atOnce: 2, mostWaiting: 3, longestWaitMs: 10_000 };

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
  const pass = createGate(limits);
  const { work, endAll, most } = held();
  const inside = Array.from({ length: 5 }, () => pass(work));
  await expect(pass(work)).rejects.toMatchObject({ kind: 'unavailable', options: { retryAfterSeconds: 2 } });
  await endAll();
  await Promise.all(inside);
  expect(most()).toBe(2);
  const after = pass(work);
  await endAll();
  await after;
});

test('nobody waits longer than the bound, and who has gone loses the place', async () => {
  const pass = createGate({ ...limits, longestWaitMs: 20 });
  const { work, endAll } = held();
  const inside = [pass(work), pass(work)];
  await expect(pass(work)).rejects.toMatchObject({ kind: 'unavailable' });
  const gone = new AbortController();
  const left = pass(work, gone.signal);
  gone.abort();
  await expect(left).rejects.toMatchObject({ kind: 'unavailable' });
  await endAll();
  await Promise.all(inside);
});

test('a door lets so many in, turns the next away before it begins, and gives places back, also of those who failed', async () => {
  const admit = createDoor(2);
  const { work, endAll } = held();
  const inside = [admit(work), admit(work)];
  let hasBegun = false;
  const refused = admit(async () => {
    hasBegun = true;
  });
  await expect(refused).rejects.toMatchObject({ kind: 'unavailable', options: { retryAfterSeconds: 2 } });
  expect(hasBegun).toBe(false);
  await endAll();
  await Promise.all(inside);
  for (let tries = 0; tries < 3; tries++)
    await expect(admit(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await admit(async () => 'in')).toBe('in');
});
