import { setTimeout as delay } from 'node:timers/promises';
import { ageOf } from '@ems/chassis/database';
import { unavailable } from '@ems/chassis/errors';

interface Copy {
  id: string;
  deleted: boolean;
}

const waitMs = 2_000;
const everyMs = 50;
/** An id older than this has had its message, unless the broker was away for as long. */
const youngMs = 15 * 60_000;

/**
 * Finds the copies of what another service owns. Its owner may have answered a client before we heard of it: while an
 * unknown id is young, this waits, at most 2 s, with no transaction open.
 * @param find reads the copies of some ids, tombstones among them
 * @param refuse makes the error for an id that is deleted or cannot exist
 * @throws DomainError 503 when a young id has still not been heard of
 */
export async function awaitCopies<Found extends Copy>(
  ids: readonly string[],
  find: (ids: string[]) => PromiseLike<Found[]>,
  refuse: (id: string) => Error,
): Promise<Found[]> {
  const end = Date.now() + waitMs;
  const found = new Map<string, Found>();
  for (;;) {
    const wanted = ids.filter(id => !found.has(id));
    if (wanted.length > 0) for (const copy of await find(wanted)) found.set(copy.id, copy);
    const bad = ids.find(id => found.get(id)?.deleted ?? !isYoung(id));
    if (bad !== undefined) throw refuse(bad);
    if (ids.every(id => found.has(id))) return ids.flatMap(id => found.get(id) ?? []);
    if (Date.now() >= end) throw unavailable('What this refers to is not known here yet; try again.', 1);
    await delay(everyMs);
  }
}

function isYoung(id: string): boolean {
  const age = ageOf(id);
  return age !== undefined && Math.abs(age) < youngMs;
}
