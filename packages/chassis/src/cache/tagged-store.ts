import { createBoundedCache } from './bounded-cache';

/** What a value depends on. */
export interface Tagged {
  /** `<kind>:<id>` of what it shows, or `<kind>` where it shows whatever there is of that kind. */
  tags: readonly string[];
}

/** Values by key that are dropped when something that they depend on changes. */
export interface TaggedStore<Value extends Tagged> {
  /** Of now, to be given to {@link put}. Taken before what a value is made of is read. */
  moment(): number;
  get(key: string): Value | undefined;
  /** Keeps a value, unless something that it depends on has changed since the moment. @returns whether it is kept */
  put(key: string, value: Value, weight: number, since: number): boolean;
  /** Says what a value that is kept weighs meanwhile. */
  weigh(key: string, value: Value, weight: number): void;
  /** @param tags of what has changed: `<kind>:<id>`, or `<kind>` for all of that kind */
  invalidate(tags: readonly string[]): void;
  /** Whatever may have changed. */
  clear(): void;
}

/** Changes are remembered for whoever is still making a value; of those before, anything may have been one. */
const rememberedChanges = 1_000;

const kindOf = (tag: string) => tag.split(':', 1)[0] ?? tag;

/** @param maxWeight of all values together */
export function createTaggedStore<Value extends Tagged>(maxWeight: number): TaggedStore<Value> {
  const keysOf = new Map<string, Set<string>>();
  const values = createBoundedCache<Value>(maxWeight, (key, { tags }) => {
    for (const tag of tags) {
      const keys = keysOf.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) keysOf.delete(tag);
    }
  });
  /** When each tag was last invalidated, the latest last; kinds stand for all of theirs. */
  const changes = new Map<string, number>();
  let now = 0;
  /** Of before that nothing is known. */
  let forgottenUpTo = 0;

  const keep = (key: string, value: Value, weight: number) => {
    values.set(key, value, weight);
    for (const tag of value.tags) keysOf.set(tag, (keysOf.get(tag) ?? new Set<string>()).add(key));
  };
  const drop = (tag: string) => {
    for (const key of keysOf.get(tag) ?? []) values.delete(key);
  };
  const note = (tag: string) => {
    changes.delete(tag);
    changes.set(tag, now);
    for (const [oldest, at] of changes) {
      if (changes.size <= rememberedChanges) break;
      changes.delete(oldest);
      forgottenUpTo = at;
    }
  };
  /** All of a kind concerns each of it; one of a kind concerns what shows whatever there is. */
  const hasChanged = (tag: string, since: number) =>
    (changes.get(tag) ?? 0) > since || (changes.get(`all ${kindOf(tag)}`) ?? 0) > since;

  return {
    moment: () => now,
    get: values.get,
    put(key, value, weight, since) {
      if (since < forgottenUpTo || value.tags.some(tag => hasChanged(tag, since))) return false;
      keep(key, value, weight);
      return true;
    },
    weigh(key, value, weight) {
      if (values.get(key) === value) keep(key, value, weight);
    },
    invalidate(tags) {
      if (tags.length === 0) return;
      now++;
      for (const tag of tags) {
        const kind = kindOf(tag);
        drop(kind);
        note(kind);
        if (tag === kind) {
          note(`all ${kind}`);
          for (const each of [...keysOf.keys()]) if (kindOf(each) === kind) drop(each);
        } else {
          drop(tag);
          note(tag);
        }
      }
    },
    clear() {
      now++;
      forgottenUpTo = now;
      changes.clear();
      for (const tag of [...keysOf.keys()]) drop(tag);
    },
  };
}
