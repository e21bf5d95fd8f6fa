import type { Entry, Person } from './schedule-file.ts';

export interface NewSpeaker {
  /** Tells the persons of one file apart. */
  key: string;
  /** A page about this very person, by which their profile is recognised. */
  page: string | undefined;
  body: {
    name: string;
    bio: string;
    photoUrl: string | null;
    links: { label: string; url: string }[];
  };
}

/** The same person on several entries is one. */
export const keyOf = (person: Person): string =>
  String(person.guid ?? person.code ?? person.id ?? nameOf(person).toLowerCase());

export function planSpeakers(entries: Entry[]): NewSpeaker[] {
  const speakers = new Map<string, NewSpeaker>();
  for (const entry of entries) {
    for (const person of entry.persons ?? []) {
      const key = keyOf(person);
      if (!speakers.has(key)) speakers.set(key, planSpeaker(key, person, entry));
    }
  }
  return [...speakers.values()];
}

function planSpeaker(key: string, person: Person, entry: Entry): NewSpeaker {
  const page = pageOf(person, entry);
  return {
    key,
    page,
    body: {
      name: nameOf(person),
      bio: person.biography?.trim() ?? '',
      photoUrl: isHttps(person.avatar) ? person.avatar : null,
      links: page ? [{ label: 'Fahrplan', url: page }] : [],
    },
  };
}

const nameOf = ({ public_name, name }: Person) => (public_name || name || '').trim().normalize('NFC');

/** frab, which made the files of that time, has a page per person beside that of the entry. */
function pageOf(person: Person, { url }: Entry): string | undefined {
  if (isHttps(person.url)) return person.url;
  const [, base] = /^(https:\/\/.+\/)events\/\d+\.html$/.exec(url ?? '') ?? [];
  return base && person.id ? `${base}speakers/${person.id}.html` : undefined;
}

const isHttps = (url: string | null | undefined): url is string => url?.startsWith('https://') === true;
