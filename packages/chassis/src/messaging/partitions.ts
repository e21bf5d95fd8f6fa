/** One after another: what is asked for while something else is done waits, and is done with what waits beside it. */
interface Partition<Item> {
  tail: Promise<void>;
  /** The last batch of the tail, until it is begun or full. */
  open: Item[] | undefined;
}

export interface Partitions<Item> {
  /** Adds an item to a partition; it is handled after all that the partition has been given before. */
  add(partition: number, item: Item): void;
  /** Settles when all that was given before is handled. */
  idle(): Promise<void>;
  /**
   * Begins work when all that was given before is handled, and holds up each partition for as long as it says.
   * @returns settles with the work
   */
  apart(
    work: () => Promise<void>,
    holdsUp: (partition: number, handled: Promise<void>) => Promise<void>,
  ): Promise<void>;
}

/**
 * Partitions side by side, each of which handles batch after batch of what it was given meanwhile. Between two batches of a
 * partition others have their turn: requests above all.
 * @param handle never rejects
 */
export function createPartitions<Item>(
  { count, batchSize }: { count: number; batchSize: number },
  handle: (batch: readonly Item[]) => Promise<void>,
): Partitions<Item> {
  const partitions = Array.from(
    { length: count },
    (): Partition<Item> => ({ tail: Promise.resolve(), open: undefined }),
  );
  const idle = () => Promise.all(partitions.map(({ tail }) => tail)).then(() => undefined);
  return {
    add(index, item) {
      const partition = partitions[index];
      if (!partition) throw new RangeError(`there is no partition ${index}`);
      if (partition.open && partition.open.length < batchSize) return void partition.open.push(item);
      const batch = [item];
      partition.open = batch;
      partition.tail = partition.tail.then(nextTurn).then(() => {
        if (partition.open === batch) partition.open = undefined;
        return handle(batch);
      });
    },
    idle,
    apart(work, holdsUp) {
      const before = idle();
      const handled = before.then(work);
      for (const [index, partition] of partitions.entries()) {
        partition.open = undefined;
        partition.tail = before.then(() => holdsUp(index, handled));
      }
      return handled;
    },
  };
}

const nextTurn = () => new Promise<void>(resolve => setImmediate(resolve));
