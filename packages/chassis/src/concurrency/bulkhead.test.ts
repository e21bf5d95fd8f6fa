import { describe, expect, jest, test } from '@jest/globals';
import { continueContext, runInContext } from '../log';
import { createBulkhead } from './bulkhead';

const limits = { concurrency: 2, maxQueue: 3, maxWaitMs: 10_000, retryAfterSeconds: 2 };
const rejection = { kind: 'unavailable', code: 'unavailable' };

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
  const endOne = async () => {
    ends.shift()?.();
    await new Promise(resolve => setImmediate(resolve));
  };
  const endAll = async () => {
    while (ends.length > 0) await endOne();
  };
  return { work, endOne, endAll, most: () => most };
}

test('no more than two run at once, the line is bounded, and all in line have their turn', async () => {
  const bulkhead = createBulkhead(limits);
  const { work, endAll, most } = held();
  const inside = Array.from({ length: 5 }, () => bulkhead(work));
  await expect(bulkhead(work)).rejects.toMatchObject(rejection);
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
  await expect(bulkhead(work)).rejects.toMatchObject(rejection);
  const gone = new AbortController();
  const left = bulkhead(work, gone.signal);
  gone.abort();
  await expect(left).rejects.toMatchObject(rejection);
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
  await expect(refused).rejects.toMatchObject(rejection);
  expect(hasBegun).toBe(false);
  await endAll();
  await Promise.all(inside);
  for (let tries = 0; tries < 3; tries++)
    await expect(bulkhead(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await bulkhead(async () => 'in')).toBe('in');
});

test('what is rejected is told to come again after once to three times the time, by chance', async () => {
  const bulkhead = createBulkhead({ ...limits, concurrency: 1, maxQueue: 0 });
  const { work, endAll } = held();
  const inside = bulkhead(work);
  const refusals = await Promise.allSettled(Array.from({ length: 200 }, () => bulkhead(work)));
  const seconds = refusals.map(one => one.status === 'rejected' && one.reason.options.retryAfterSeconds);
  expect(new Set(seconds)).toEqual(new Set([2, 3, 4, 5, 6]));
  await endAll();
  await inside;
});

test('work that nobody waits for any more is not begun, whether there is a queue or not', async () => {
  const bulkhead = createBulkhead(limits);
  const work = jest.fn(async () => undefined);
  await expect(bulkhead(work, AbortSignal.abort())).rejects.toMatchObject(rejection);
  const late = continueContext(undefined, undefined, Date.now() - 1);
  await expect(runInContext(late, () => bulkhead(work))).rejects.toMatchObject(rejection);
  expect(work).not.toHaveBeenCalled();
});

test('whose deadline passes in the queue loses the turn to the next, even when the timer is late', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance'] });
  try {
    const bulkhead = createBulkhead({ ...limits, concurrency: 1 });
    const { work, endAll } = held();
    const inside = bulkhead(work);
    const begun: string[] = [];
    const begin = (name: string, deadline?: number) =>
      runInContext(continueContext(undefined, undefined, deadline), () => bulkhead(async () => void begun.push(name)));
    const late = expect(begin('late', Date.now() + 1_000)).rejects.toMatchObject(rejection);
    const next = begin('next');
    // The clock goes on, but no timer has its turn.
    jest.setSystemTime(Date.now() + 2_000);
    await endAll();
    await Promise.all([inside, late, next]);
    expect(begun).toEqual(['next']);
  } finally {
    jest.useRealTimers();
  }
});

describe('a queue that stands', () => {
  /** One lane that takes 100 ms for each, on a clock that is set by hand. */
  async function persistent(arrivals: number) {
    const clock = jest.spyOn(performance, 'now');
    let ms = 0;
    clock.mockImplementation(() => ms);
    const bulkhead = createBulkhead({ concurrency: 1, maxQueue: 1_000, maxWaitMs: 4_000, persistentWaitMs: 300 });
    const { work, endOne, endAll } = held();
    const refused: number[] = [];
    const arrive = () => {
      const arrival = ms;
      return bulkhead(work).catch(() => void refused.push(arrival));
    };
    const all = [arrive(), ...Array.from({ length: arrivals }, arrive)];
    const tick = async () => {
      ms += 100;
      await endOne();
    };
    const end = async () => {
      await endAll();
      await Promise.all(all);
      clock.mockRestore();
    };
    return { bulkhead, arrive: () => void all.push(arrive()), refused, tick, end };
  }

  test('takes a burst as a whole, and afterwards only who has a turn soon', async () => {
    const { arrive, refused, tick, end } = await persistent(20);
    expect(refused).toEqual([]);
    for (let n = 0; n < 6; n++) await tick();
    // Fourteen wait, so the next would for 1,500 ms.
    arrive();
    await tick();
    expect(refused).toEqual([600]);
    for (let n = 0; n < 12; n++) await tick();
    arrive();
    await tick();
    expect(refused).toEqual([600]);
    await end();
  });

  test('refuses at once whom nothing can serve in time, as when nobody leaves it', async () => {
    const { bulkhead, refused, arrive, tick, end } = await persistent(8);
    await tick();
    expect(() => bulkhead.requireRoom()).not.toThrow();
    const clock = performance.now() + 30_000;
    jest.spyOn(performance, 'now').mockImplementation(() => clock);
    expect(() => bulkhead.requireRoom()).toThrow('Too many such requests');
    arrive();
    await new Promise(resolve => setImmediate(resolve));
    expect(refused).toHaveLength(1);
    await end();
  });
});
