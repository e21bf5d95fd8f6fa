import { setImmediate as nextIteration } from 'node:timers/promises';

/** How long one part of the work may take. Who asks meanwhile, also for something else, waits so much the longer. */
const partMs = 5;

let last: Promise<void> = Promise.resolve();

/** Waits until the event loop has done what came meanwhile. Of many who wait, each goes on in an iteration of its own. */
export function turn(): Promise<void> {
  last = last.then(() => nextIteration());
  return last;
}

/** @returns to be called between small parts of some work: undefined, or what to await since others are to have their turn */
export function takeTurns(): () => Promise<void> | undefined {
  let since = performance.now();
  const begin = () => {
    since = performance.now();
  };
  return () => (performance.now() - since < partMs ? undefined : turn().then(begin));
}

/** Maps a list, in which others have their turn every few milliseconds. */
export async function mapInTurns<Item, Result>(items: Iterable<Item>, map: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = [];
  const others = takeTurns();
  for (const item of items) {
    results.push(map(item));
    const pause = others();
    if (pause) await pause;
  }
  return results;
}

/** Writes a text whose pieces are made as they are needed. */
export async function joinInTurns(pieces: Iterable<string>): Promise<string> {
  return (await mapInTurns(pieces, piece => piece)).join('');
}
