import { setImmediate as turn } from 'node:timers/promises';

/** How long one part of the work may take. Who asks meanwhile, also for something else, waits so much the longer. */
const partMs = 5;

/** Maps a list, in which others have their turn every few milliseconds. */
export async function mapInTurns<Item, Result>(items: Iterable<Item>, map: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = [];
  let since = performance.now();
  for (const item of items) {
    results.push(map(item));
    if (performance.now() - since < partMs) continue;
    await turn();
    since = performance.now();
  }
  return results;
}

/** Writes a text whose pieces are made as they are needed. */
export async function joinInTurns(pieces: Iterable<string>): Promise<string> {
  return (await mapInTurns(pieces, piece => piece)).join('');
}

/**
 * The same as `JSON.stringify`, in pieces.
 * @param depth so many levels of lists and objects are taken apart; what lies deeper is a piece each
 */
export function* jsonPieces(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null || 'toJSON' in value) yield JSON.stringify(value);
  else if (Array.isArray(value)) yield* between('[', itemPieces(value, depth), ']');
  else yield* between('{', memberPieces(value, depth), '}');
}

function* between(begin: string, parts: Iterable<Iterable<string>>, end: string): Generator<string> {
  yield begin;
  let separator = '';
  for (const pieces of parts) {
    yield separator;
    yield* pieces;
    separator = ',';
  }
  yield end;
}

function* itemPieces(items: readonly unknown[], depth: number): Generator<Iterable<string>> {
  for (const item of items) yield jsonPieces(item === undefined ? null : item, depth - 1);
}

function* memberPieces(value: object, depth: number): Generator<Iterable<string>> {
  for (const [key, member] of Object.entries(value))
    if (member !== undefined) yield named(key, jsonPieces(member, depth - 1));
}

function* named(key: string, pieces: Iterable<string>): Generator<string> {
  yield `${JSON.stringify(key)}:`;
  yield* pieces;
}
