import { setTimeout as delay } from 'node:timers/promises';
import { ageOf } from '@ems/chassis/database';
import { unavailable } from '@ems/chassis/errors';

interface Replica {
  id: string;
  deleted: boolean;
}

const waitMs = 2_000;
const intervalMs = 50;
/** The message of an older id has been consumed, unless the broker was away for as long. */
const youngMs = 15 * 60_000;

/**
 * Finds the replicas of what another service owns. Its owner may have answered a client before its message was consumed
 * here: while an unknown id is young, this waits, at most 2 s, with no transaction open.
 * @param find reads the replicas of some ids, tombstones among them
 * @param refuse makes the error for an id that is deleted or cannot exist
 * @throws DomainError 503 when the replica of a young id is still missing
 */
export async function awaitReplicas<Found extends Replica>(
  ids: readonly string[],
  find: (ids: string[]) => PromiseLike<Found[]>,
  refuse: (id: string) => Error,
): Promise<Found[]> {
  const end = Date.now() + waitMs;
  const found = new Map<string, Found>();
  for (;;) {
    const missing = ids.filter(id => !found.has(id));
    if (missing.length > 0) for (const replica of await find(missing)) found.set(replica.id, replica);
    const bad = ids.find(id => found.get(id)?.deleted ?? !isYoung(id));
    if (bad !== undefined) throw refuse(bad);
    if (ids.every(id => found.has(id))) return ids.flatMap(id => found.get(id) ?? []);
    if (Date.now() >= end) throw unavailable('What this refers to is not known here yet; try again.', 1);
    await delay(intervalMs);
  }
}

/** Whether an id is so new that its first message may be on its way. */
function isYoung(id: string): boolean {
  const age = ageOf(id);
  return age !== undefined && Math.abs(age) < youngMs;
}
