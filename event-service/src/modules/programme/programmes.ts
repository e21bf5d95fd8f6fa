import { loadProgramme, type Programme, type ProgrammeOf, type ProgrammeParts } from './load-programme';
import { revisionOf } from './revisions';

/** The programmes of all events, as often as they are asked for. */
export interface Programmes {
  /** @throws DomainError 503 like {@link loadProgramme} */
  of(event: ProgrammeOf): Promise<Programme>;
}

/** How long one that is not whole is given out before its owners are asked again. */
const degradedMs = 1_000;
const maxHeld = 200;

interface Held {
  revision: bigint;
  status: string;
  until: number;
  programme: Promise<Programme>;
}

/**
 * Holds composed programmes for as long as no message tells of a change. The count of changes stands in the database, so
 * whichever instance takes a message, all of them see it with their next request. Those who ask at the same time share
 * one answer.
 * @param holdMs at most so long, in case messages do not come; 0 where there is no broker to bring them
 */
export function createProgrammes(parts: ProgrammeParts, holdMs: number): Programmes {
  const held = new Map<string, Held>();

  function load(event: ProgrammeOf, revision: bigint): Held {
    const entry: Held = {
      revision,
      status: event.status,
      until: Date.now() + holdMs,
      programme: loadProgramme(event, revision, parts),
    };
    const drop = () => {
      if (held.get(event.id) === entry) held.delete(event.id);
    };
    entry.programme.then(({ degraded }) => {
      if (degraded.length > 0) entry.until = Math.min(entry.until, Date.now() + degradedMs);
    }, drop);
    held.delete(event.id);
    held.set(event.id, entry);
    const oldest = held.keys().next().value;
    if (held.size > maxHeld && oldest !== undefined) held.delete(oldest);
    return entry;
  }

  return {
    async of(event) {
      const revision = await revisionOf(parts.database.read, event.id);
      const known = held.get(event.id);
      const isRight = known?.revision === revision && known.status === event.status && Date.now() < known.until;
      return (known && isRight ? known : load(event, revision)).programme;
    },
  };
}

const derived = new WeakMap<Programme, Map<string, unknown>>();

/**
 * What was made of a programme, once: it goes when the programme does. What could not be made is tried again.
 * @param name says all that it depends on besides
 */
export function memo<T>(programme: Programme, name: string, make: () => T): T {
  const made = derived.get(programme) ?? new Map<string, unknown>();
  derived.set(programme, made);
  if (!made.has(name)) {
    const value = make();
    made.set(name, value);
    if (value instanceof Promise) value.catch(() => made.delete(name));
  }
  // The name says what was made under it.
  return made.get(name) as T;
}
