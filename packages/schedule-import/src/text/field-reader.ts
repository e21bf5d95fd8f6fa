import { yesOrNo } from '../model/yes-or-no.ts';

/** Reads members of an object whose shape nobody has promised, and knows which were not read. */
export class FieldReader {
  readonly #fields: Record<string, unknown>;
  readonly #read = new Set<string>();

  constructor(value: unknown) {
    this.#fields = isObject(value) ? value : {};
  }

  /** The first of these members that is a text (or a number), and not blank. */
  text(...names: string[]): string | undefined {
    return this.#each(names, textOf);
  }

  /** As {@link text}, but `''` for one that is there and empty: it says that there is none. */
  said(...names: string[]): string | undefined {
    return this.text(...names) ?? (names.some(name => name in this.#fields) ? '' : undefined);
  }

  boolean(...names: string[]): boolean | undefined {
    const said = this.yesNoOr(...names);
    return typeof said === 'boolean' ? said : undefined;
  }

  /** As {@link boolean}, but the text itself where it is neither yes nor no. */
  yesNoOr(...names: string[]): boolean | string | undefined {
    return this.#each(names, value => {
      if (typeof value === 'boolean') return value;
      const text = textOf(value);
      return text === undefined ? undefined : (yesOrNo(text) ?? text);
    });
  }

  number(...names: string[]): number | undefined {
    const text = this.text(...names);
    return text !== undefined && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }

  /** The items of a list; undefined where the member is none. One thing alone is a list of one. */
  list(...names: string[]): unknown[] | undefined {
    return this.#each(names, value => (Array.isArray(value) ? value : isObject(value) ? [value] : undefined));
  }

  object(...names: string[]): Record<string, unknown> | undefined {
    return this.#each(names, value => (isObject(value) ? value : undefined));
  }

  has(name: string): boolean {
    return name in this.#fields;
  }

  /** For what follows from the rest, or has its meaning elsewhere. */
  skip(...names: string[]): void {
    for (const name of names) this.#read.add(name);
  }

  /** Counts the members that say something and were not read. */
  countUnread(counts: Map<string, number>, kind: string): void {
    for (const [name, value] of Object.entries(this.#fields))
      if (!this.#read.has(name) && saysSomething(value)) count(counts, `${kind}.${name}`);
  }

  #each<T>(names: string[], read: (value: unknown) => T | undefined): T | undefined {
    let found: T | undefined;
    for (const name of names) {
      this.#read.add(name);
      found ??= read(this.#fields[name]);
    }
    return found;
  }
}

export const count = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text, a number, an element's text, or a text in several languages, of which English is taken first. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.trim() || undefined;
  if (!isObject(value)) return undefined;
  if ('#text' in value) return textOf(value['#text']);
  const [first] = Object.entries(value).flatMap(([tag, text]) =>
    /^[a-z]{2,3}(-\w+)?$/.test(tag) && typeof text === 'string' ? [text] : [],
  );
  return textOf(value.en ?? first);
}

function saysSomething(value: unknown): boolean {
  if (value === null || value === undefined || value === false) return false;
  if (typeof value === 'string') return value.trim() !== '';
  if (Array.isArray(value)) return value.some(saysSomething);
  return typeof value !== 'object' || Object.values(value).some(saysSomething);
}
