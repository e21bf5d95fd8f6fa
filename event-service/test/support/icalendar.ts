import ICAL from 'ical.js';

export type Entry = Record<string, string | number>;

/** The entries of an iCalendar as another implementation reads them, by UID. */
export function entriesOf(text: string): Map<string, Entry> {
  const [, , components] = ICAL.parse(text);
  const entries = components.map(([, properties]: [string, [string, object, string, string | number][]]) =>
    Object.fromEntries(properties.map(([name, , , value]) => [name, value])),
  );
  return new Map(entries.map((entry: Entry) => [String(entry.uid), entry]));
}
