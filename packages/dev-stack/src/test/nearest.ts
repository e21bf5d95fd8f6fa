/** Insertions, deletions and replacements of one letter that lead from one text to the other (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/**
 * The candidates that somebody may have meant, nearest first.
 * @param spellings the ways in which people name a candidate
 */
export function nearest(
  typed: string,
  candidates: readonly string[],
  spellings: (candidate: string) => string[] = candidate => [candidate],
  count = 5,
): string[] {
  const word = typed.toLowerCase();
  const distanceTo = (candidate: string) =>
    Math.min(...spellings(candidate).map(each => editDistance(word, each.toLowerCase())));
  return candidates
    .map(candidate => ({ candidate, distance: distanceTo(candidate) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}
