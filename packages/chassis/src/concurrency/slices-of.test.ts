import { expect, test } from '@jest/globals';
import { slicesOf } from './slices-of';

test.each([
  ['nothing', ''],
  ['less than a slice', 'ä'],
  ['letters', 'abc'.repeat(200_000)],
  ['pairs', '🎪'.repeat(300_000)],
  ['pairs of which each slice would cut one', `x${'🎪'.repeat(300_000)}`],
])('of %s, the slices are bounded, whole and all there is', (_, text) => {
  const slices = [...slicesOf(text)];
  expect(slices.join('') === text).toBe(true);
  expect(slices.every(slice => slice.isWellFormed() && slice.length <= 256 * 1024)).toBe(true);
});
