/** So many values, or 64 characters of text for each, are written at once: in a fraction of a millisecond. */
const pieceWeight = 500;
const charactersPerValue = 64;

/** Whether a value is small enough to be written as one piece, or as so many. */
export const isLight = (value: unknown, pieces = 1): boolean => leftAfter(value, pieces * pieceWeight) >= 0;

/** What a value leaves of a weight; it is looked at no further than that goes. */
function leftAfter(value: unknown, weight: number): number {
  let left = weight - 1;
  if (typeof value === 'string') return left - Math.floor(value.length / charactersPerValue);
  if (typeof value !== 'object' || value === null) return left;
  for (const member of Array.isArray(value) ? value : Object.values(value)) {
    if (left < 0) return left;
    left = leftAfter(member, left);
  }
  return left;
}

/** The same as `JSON.stringify`, in pieces: what is large is taken apart. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null || 'toJSON' in value || isLight(value)) yield JSON.stringify(value);
  else if (Array.isArray(value)) yield* listPieces(value, item => jsonPieces(item === undefined ? null : item));
  else yield* objectPieces(memberPieces(value));
}

function* memberPieces(value: object): Generator<[name: string, pieces: Iterable<string>]> {
  for (const [name, member] of Object.entries(value)) if (member !== undefined) yield [name, jsonPieces(member)];
}

/** A list, of what makes the pieces of each item. */
export function* listPieces<Item>(
  items: readonly Item[],
  toPieces: (item: Item) => Iterable<string>,
): Generator<string> {
  yield '[';
  for (const [index, item] of items.entries()) {
    if (index > 0) yield ',';
    yield* toPieces(item);
  }
  yield ']';
}

/** An object, of the pieces of each member. */
export function* objectPieces(members: Iterable<[name: string, pieces: Iterable<string>]>): Generator<string> {
  let separator = '{';
  for (const [name, pieces] of members) {
    yield `${separator}${JSON.stringify(name)}:`;
    yield* pieces;
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}
