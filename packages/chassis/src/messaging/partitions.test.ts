import { describe, expect, test } from '@jest/globals';
import { createPartitions } from './partitions';

interface Item {
  key: string;
  number: number;
}

/** Partitions whose batches end when the test says so. */
function openPartitions(count: number, batchSize: number, rest = { share: 0, longestMs: 0 }) {
  const batches: { numbers: number[]; end: () => void }[] = [];
  const partitions = createPartitions<Item>({
    count,
    batchSize,
    rest,
    keyOf: ({ key }) => key,
    handle: batch =>
      new Promise(end => {
        batches.push({ numbers: batch.map(({ number }) => number), end });
      }),
  });
  return { partitions, batches };
}

const turns = async (count = 4) => {
  for (let turn = 0; turn < count; turn++) await new Promise(resolve => setImmediate(resolve));
};

describe('partitions', () => {
  test('handle together what comes while one batch is under way, whatever its keys', async () => {
    const { partitions, batches } = openPartitions(2, 100);
    partitions.add({ key: 'a', number: 1 });
    await turns();
    for (const number of [2, 3, 4]) partitions.add({ key: `b${number}`, number });
    await turns();
    expect(batches.map(({ numbers }) => numbers)).toEqual([[1]]);
    batches[0]?.end();
    await turns();
    expect(batches.map(({ numbers }) => numbers)).toEqual([[1], [2, 3, 4]]);
  });

  test('handle what does not fit one batch beside it, and never two of one key at once', async () => {
    const { partitions, batches } = openPartitions(2, 2);
    for (const [index, key] of ['a', 'b', 'a', 'c', 'd'].entries()) partitions.add({ key, number: index + 1 });
    await turns();
    expect(batches.map(({ numbers }) => numbers)).toEqual([[1, 2], [5]]);
    batches[0]?.end();
    await turns();
    expect(batches.at(-1)?.numbers).toEqual([3, 4]);
  });

  test('rest between two batches, until the next one is full', async () => {
    const { partitions, batches } = openPartitions(1, 2, { share: 1e9, longestMs: 600_000 });
    partitions.add({ key: 'a', number: 1 });
    await turns();
    batches[0]?.end();
    partitions.add({ key: 'b', number: 2 });
    await turns();
    expect(batches.map(({ numbers }) => numbers)).toEqual([[1]]);
    partitions.add({ key: 'c', number: 3 });
    await turns();
    expect(batches.map(({ numbers }) => numbers)).toEqual([[1], [2, 3]]);
  });

  test('pass by a batch that is slow, with all but its own keys', async () => {
    const { partitions, batches } = openPartitions(2, 100);
    partitions.add({ key: 'slow', number: 1 });
    await turns();
    const begun = performance.now();
    while (performance.now() - begun < 150) await turns(1);
    partitions.add({ key: 'slow', number: 2 });
    partitions.add({ key: 'other', number: 3 });
    await turns();
    expect(batches.map(({ numbers }) => numbers)).toEqual([[1], [3]]);
  });

  test('idle when all that was added has been handled', async () => {
    const { partitions, batches } = openPartitions(2, 1);
    partitions.add({ key: 'a', number: 1 });
    partitions.add({ key: 'b', number: 2 });
    let isIdle = false;
    const idle = partitions.idle().then(() => {
      isIdle = true;
    });
    await turns();
    batches[0]?.end();
    await turns();
    expect(isIdle).toBe(false);
    batches[1]?.end();
    await idle;
  });

  test('keep apart one item, after all before it and before all of its key', async () => {
    const { partitions, batches } = openPartitions(2, 100);
    let endWork: () => void = () => undefined;
    let hasBegun = false;
    partitions.add({ key: 'a', number: 1 });
    void partitions.apart(
      { key: 'a', number: 2 },
      () =>
        new Promise(resolve => {
          hasBegun = true;
          endWork = resolve;
        }),
      () => Promise.resolve(),
    );
    partitions.add({ key: 'a', number: 3 });
    partitions.add({ key: 'b', number: 4 });
    await turns();
    expect(hasBegun).toBe(false);
    batches[0]?.end();
    await turns();
    expect(hasBegun).toBe(true);
    expect(batches.map(({ numbers }) => numbers)).toEqual([[1], [4]]);
    endWork();
    await turns();
    expect(batches.at(-1)?.numbers).toEqual([3]);
  });
});
