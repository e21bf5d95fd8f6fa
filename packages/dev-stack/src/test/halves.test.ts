import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halves } from './halves.ts';

const self = (size: number) => size;

test('items are dealt out by turns, from the largest', () => {
  assert.deepEqual(halves([1, 5, 3, 4, 2], self), [
    [5, 3, 1],
    [4, 2],
  ]);
});

test('one item leaves the second half empty', () => {
  assert.deepEqual(halves([7], self), [[7], []]);
  assert.deepEqual(halves([], self), [[], []]);
});
