/** Deals out in two halves, by turns from the largest, so that both are about as large. */
export function halves<Item>(items: readonly Item[], sizeOf: (item: Item) => number): [Item[], Item[]] {
  const bySize = items.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  return [bySize.filter((_, index) => index % 2 === 0), bySize.filter((_, index) => index % 2 === 1)];
}
