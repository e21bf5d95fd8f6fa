import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { median, percentile } from './statistics.ts';

test('a median is the middle, or the mean of the two in the middle', () => {
  equal(median([9, 1, 5]), 5);
  equal(median([4, 1, 3, 100]), 3.5);
  equal(Number.isNaN(median([])), true);
});

test('a percentile is the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  equal(percentile(hundred, 0.99), 99);
  equal(percentile(hundred, 0.5), 50);
  equal(percentile([7], 0.99), 7);
});
