/** One after another: what is asked for while something else is done waits, and is done with what waits beside it. */
interface Partition<Item> {
  tail: Promise<void>;
  /** The last batch of the tail, until it is begun or full. */
  open: Item[] | undefined;
  /** Items that are not handled yet. */
  size: number;
  /** When the batch that is under way was begun; undefined while there is none. */
  begun: number | undefined;
  /** Until when it rests, by the clock of `performance.now()`. */
  restsUntil: number;
  /** Ends its rest: the batch that waits is full. */
  wake: (() => void) | undefined;
  /** Items that are handled by themselves: no other key is to wait for one, however long it takes. */
  apart: number;
}

export interface PartitionOptions<Item> {
  count: number;
  /** Items of a batch at most. */
  batchSize: number;
  /** Items with the same key are handled in their order. */
  keyOf(item: Item): string;
  /** Never rejects. */
  handle(batch: readonly Item[]): Promise<void>;
  /**
   * A partition rests so many times as long as its batch took, at most so many ms, unless the next batch is full: a batch of one costs as many
   * statements as one of a hundred, so the next one is larger where time is short. By default as long, and 50 ms.
   */
  rest?: { share: number; longestMs: number };
}

export interface Partitions<Item> {
  /** Adds an item; it is handled after all that was added before with the same key. */
  add(item: Item): void;
  /** Settles when all that was given before is handled. */
  idle(): Promise<void>;
  /**
   * Begins work for one item when all that was given before is handled.
   * @param others what all other keys wait for, once it has begun
   * @returns settles with the work
   */
  apart(item: Item, work: () => Promise<void>, others: (handled: Promise<void>) => Promise<unknown>): Promise<void>;
}

/** A batch that takes longer than this holds up nobody but its own keys. */
const slowMs = 100;

const shortRest = { share: 1, longestMs: 50 };

/**
 * Partitions side by side, each of which handles batch after batch of what it was given meanwhile. Between two batches of a
 * partition others have their turn: requests above all. As few of them as will do are used, because a large batch costs little
 * more than a small one: the next is used for what finds the one before full, or slow.
 */
export function createPartitions<Item>({
  count,
  batchSize,
  keyOf,
  handle,
  rest = shortRest,
}: PartitionOptions<Item>): Partitions<Item> {
  const partitions = Array.from(
    { length: count },
    (): Partition<Item> => ({
      tail: Promise.resolve(),
      open: undefined,
      size: 0,
      begun: undefined,
      restsUntil: 0,
      wake: undefined,
      apart: 0,
    }),
  );
  /** Where items of a key wait or are under way, and how many. */
  const homes = new Map<string, { partition: Partition<Item>; size: number }>();

  const hasRoom = ({ open, begun, apart }: Partition<Item>) =>
    apart === 0 && (open?.length ?? 0) < batchSize && (begun === undefined || performance.now() - begun < slowMs);
  const smallest = () => partitions.reduce((least, each) => (each.size < least.size ? each : least));

  const settle = (key: string) => {
    const home = homes.get(key);
    if (!home) return;
    home.size--;
    home.partition.size--;
    if (home.size === 0) homes.delete(key);
  };
  const enter = (key: string): Partition<Item> => {
    const home = homes.get(key) ?? { partition: partitions.find(hasRoom) ?? smallest(), size: 0 };
    homes.set(key, home);
    home.size++;
    home.partition.size++;
    return home.partition;
  };

  const idle = () => Promise.all(partitions.map(({ tail }) => tail)).then(() => undefined);
  return {
    add(item) {
      const partition = enter(keyOf(item));
      if (partition.open && partition.open.length < batchSize) {
        if (partition.open.push(item) === batchSize) partition.wake?.();
        return;
      }
      const batch = [item];
      partition.open = batch;
      partition.tail = partition.tail.then(nextTurn).then(async () => {
        if (batch.length < batchSize) await restOf(partition);
        if (partition.open === batch) partition.open = undefined;
        const begun = performance.now();
        partition.begun = begun;
        await handle(batch);
        partition.begun = undefined;
        const ended = performance.now();
        partition.restsUntil = ended + Math.min(rest.share * (ended - begun), rest.longestMs);
        for (const each of batch) settle(keyOf(each));
      });
    },
    idle,
    apart(item, work, others) {
      const key = keyOf(item);
      const own = enter(key);
      own.apart++;
      const before = idle();
      const handled = before.then(async () => {
        await work();
        own.apart--;
        settle(key);
      });
      for (const partition of partitions) {
        partition.open = undefined;
        partition.tail = before.then(async () => void (await (partition === own ? handled : others(handled))));
      }
      return handled;
    },
  };
}

/** Settles when the partition has rested. */
const restOf = (partition: Partition<unknown>): Promise<void> =>
  new Promise(resolve => {
    const ms = partition.restsUntil - performance.now();
    if (ms <= 0) return resolve();
    const timer = setTimeout(resolve, ms);
    partition.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

const nextTurn = () => new Promise<void>(resolve => setImmediate(resolve));
