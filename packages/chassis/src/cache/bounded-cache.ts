/** Values by key, of which those that were not asked for longest go when all together weigh too much. */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined;
  /** @param weight in the unit of the cache's bound */
  set(key: string, value: Value, weight: number): void;
  delete(key: string): void;
}

/**
 * @param maxWeight of all values together, but for the one that was set last
 * @param onRemove is told of each value that goes, or gives way to another of its key
 */
export function createBoundedCache<Value>(
  maxWeight: number,
  onRemove: (key: string, value: Value) => void = () => undefined,
): BoundedCache<Value> {
  // In the order of their latest use.
  const entries = new Map<string, { value: Value; weight: number }>();
  let total = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    total -= entry.weight;
    entries.delete(key);
    onRemove(key, entry.value);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, weight) {
      remove(key);
      entries.set(key, { value, weight });
      total += weight;
      for (const oldest of entries.keys()) {
        if (total <= maxWeight || oldest === key) break;
        remove(oldest);
      }
    },
    delete: remove,
  };
}
