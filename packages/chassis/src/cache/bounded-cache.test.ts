import { expect, test } from '@jest/globals';
import { createBoundedCache } from './bounded-cache';

test('what was not asked for longest goes first, as soon as all weigh too much', () => {
  const cache = createBoundedCache<string>(10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 4);
  cache.get('a');
  cache.set('c', 'C', 4);
  expect(['a', 'b', 'c'].map(cache.get)).toEqual(['A', undefined, 'C']);
});

test('a value that is set again, or deleted, weighs once', () => {
  const cache = createBoundedCache<string>(10);
  cache.set('a', 'A', 4);
  cache.set('a', 'A2', 6);
  cache.set('b', 'B', 4);
  expect(['a', 'b'].map(cache.get)).toEqual(['A2', 'B']);
  cache.delete('a');
  cache.set('c', 'C', 6);
  expect(['a', 'b', 'c'].map(cache.get)).toEqual([undefined, 'B', 'C']);
});

test('one value that weighs too much alone is kept until the next is set', () => {
  const cache = createBoundedCache<string>(10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 40);
  expect(['a', 'b'].map(cache.get)).toEqual([undefined, 'B']);
  cache.set('c', 'C', 1);
  expect(['b', 'c'].map(cache.get)).toEqual([undefined, 'C']);
});
