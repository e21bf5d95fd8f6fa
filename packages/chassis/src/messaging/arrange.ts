/** What {@link arrange} asks of an item. */
interface Arrangement<Item> {
  /** Items of one subject stay in their order. */
  subjectOf(item: Item): string;
  /** Items of one kind may share a group; one of no kind stands alone. */
  kindOf(item: Item): unknown;
}

/**
 * Groups what can be done together, and keeps the order of each subject: an item joins the first group of its kind that comes
 * after, or is, the last one with its subject.
 */
export function arrange<Item>(items: readonly Item[], { subjectOf, kindOf }: Arrangement<Item>): Item[][] {
  const groups: { kind: unknown; items: Item[] }[] = [];
  const lastOf = new Map<string, number>();
  for (const item of items) {
    const subject = subjectOf(item);
    const kind = kindOf(item);
    const earliest = lastOf.get(subject) ?? 0;
    const found =
      kind === undefined ? -1 : groups.findIndex((group, index) => index >= earliest && group.kind === kind);
    const index = found === -1 ? groups.push({ kind, items: [] }) - 1 : found;
    groups[index]?.items.push(item);
    lastOf.set(subject, index);
  }
  return groups.map(group => group.items);
}
