import { fold, nameKey } from '../model/fold.ts';
import type { Findings } from './findings.ts';
import type { PlacedEntry } from './place-entries.ts';

/** Finds the session that an id of the file stands for in the system, where it is known. */
export type Alias = (ids: string[]) => string | undefined;

/**
 * The entries of each session, in the order of the file. Several are of one session where they share an id and a title, and
 * where the same people give it at the same time in different rooms.
 */
export function groupEntries(entries: PlacedEntry[], aliasOf: Alias, findings: Findings): PlacedEntry[][] {
  const groups: PlacedEntry[][] = [];
  const byKey = new Map<string, PlacedEntry[]>();
  for (const entry of dropDuplicates(entries, findings)) {
    const keys = keysOf(entry, aliasOf);
    const group =
      keys.map(key => byKey.get(key)).find(found => found !== undefined) ??
      simulcastOf(entry, byKey.get(simulcastKey(entry)));
    const own = group ?? [];
    own.push(entry);
    if (group === undefined) groups.push(own);
    for (const key of [...keys, simulcastKey(entry)]) byKey.set(key, own);
  }
  return groups;
}

function keysOf({ entry }: PlacedEntry, aliasOf: Alias): string[] {
  const alias = aliasOf(entry.ids);
  const title = fold(entry.title);
  return [...(alias === undefined ? [] : [`known ${alias} ${title}`]), ...entry.ids.map(id => `${id} ${title}`)];
}

const personsOf = ({ entry }: PlacedEntry) =>
  (entry.persons ?? []).map(({ id, name }) => `${id ?? ''} ${fold(name)}`).join('\n');

/** What is shown in two rooms at once is the same in each: else it is two. */
const simulcastKey = (entry: PlacedEntry) => {
  const { title, subtitle = '', abstract = '', description = '' } = entry.entry;
  return ['at once', fold(title), subtitle, abstract, description, personsOf(entry)].join('\n');
};

const roomOf = ({ entry }: PlacedEntry) => nameKey(entry.room ?? '');

function simulcastOf(entry: PlacedEntry, group: PlacedEntry[] | undefined): PlacedEntry[] | undefined {
  if (personsOf(entry) === '') return undefined;
  const overlaps = (other: PlacedEntry) => entry.startsAt < other.endsAt && other.startsAt < entry.endsAt;
  return group?.some(overlaps) && group.every(other => !overlaps(other) || roomOf(other) !== roomOf(entry))
    ? group
    : undefined;
}

/** The very same line twice is one. */
function dropDuplicates(entries: PlacedEntry[], findings: Findings): PlacedEntry[] {
  const seen = new Set<string>();
  return entries.filter(entry => {
    const { place: _, ...line } = entry.entry;
    const key = JSON.stringify(line);
    const isNew = entry.entry.ids.length === 0 || !seen.has(key);
    seen.add(key);
    if (!isNew)
      findings.note(`${entry.label} stands in the file more than once, with all that is said of it; it is taken once.`);
    return isNew;
  });
}
