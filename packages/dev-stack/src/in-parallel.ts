/**
 * Runs work on all items, some at a time.
 * @param width how many: by default enough to keep the system busy, and few enough to leave room for others
 * @returns the results in the items' order
 */
export async function inParallel<Item, T>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<T>,
  width = 8,
): Promise<T[]> {
  const results: T[] = [];
  // All workers draw from the one iterator.
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
