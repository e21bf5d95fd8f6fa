import { expect, test } from '@jest/globals';
import { createQueueWatch } from './queue-watch';

/** A queue of two lanes, on a clock that is set by hand. */
function watched() {
  const clock = { ms: 0 };
  return { clock, watch: createQueueWatch(2, () => clock.ms) };
}

test('an empty queue has no age, and nobody would wait', () => {
  const { clock, watch } = watched();
  clock.ms = 5_000;
  expect(watch.busyMs()).toBe(0);
  expect(watch.expectedMs(0)).toBe(0);
});

test('the wait is the length of the queue by the rate at which it is left', () => {
  const { clock, watch } = watched();
  watch.joined();
  for (let n = 0; n < 8; n++) {
    clock.ms += 100;
    watch.served(20);
  }
  // Eight and the two under way in 800 ms.
  expect(watch.expectedMs(9)).toBe(800);
  expect(watch.busyMs()).toBe(800);
});

test('a queue that nobody leaves makes the next wait longer and longer', () => {
  const { clock, watch } = watched();
  watch.joined();
  clock.ms = 100;
  const before = watch.expectedMs(3);
  clock.ms = 1_000;
  expect(watch.expectedMs(3)).toBe(10 * before);
});

test('what was slow long ago is forgotten while the queue stands, and all is when it is empty', () => {
  const { clock, watch } = watched();
  watch.joined();
  clock.ms = 60_000;
  for (let n = 0; n < 2_000; n++) {
    clock.ms += 1;
    watch.served(9);
  }
  expect(watch.expectedMs(99)).toBeLessThan(200);
  watch.served(0);
  expect(watch.busyMs()).toBe(0);
  watch.joined();
  watch.left(0);
  expect(watch.busyMs()).toBe(0);
});
