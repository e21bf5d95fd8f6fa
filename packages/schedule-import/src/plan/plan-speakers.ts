import { fold } from '../model/fold.ts';
import type { FilePerson } from '../model/schedule-file.ts';
import { FieldCleaner, limits } from './fields.ts';
import type { Findings } from './findings.ts';
import type { PlannedSpeaker } from './plan.ts';

const maxLinks = 20;

/**
 * Id and name together: some files give one id to many people, and namesakes have ids of their own. Without an id, Mo and mo
 * may well be two.
 */
export const personKey = ({ id, name }: FilePerson): string =>
  id === undefined ? `\n${name.trim().replace(/\s+/g, ' ').normalize('NFC')}` : `${id}\n${fold(name)}`;

/** The people of the file, each once, with the first that it says of each. */
export function planSpeakers(persons: FilePerson[], findings: Findings): PlannedSpeaker[] {
  const merged = new Map<string, FilePerson>();
  for (const person of persons) {
    const key = personKey(person);
    merged.set(key, mergePerson(merged.get(key), person));
  }
  return [...merged].flatMap(([key, person]) => planSpeaker(key, person, findings) ?? []);
}

const mergePerson = (known: FilePerson | undefined, person: FilePerson): FilePerson => ({
  ...person,
  bio: known?.bio || person.bio,
  tagline: known?.tagline || person.tagline,
  photoUrl: known?.photoUrl || person.photoUrl,
  page: known?.page ?? person.page,
  links: known?.links ?? person.links,
  name: known?.name ?? person.name,
});

function planSpeaker(key: string, person: FilePerson, findings: Findings): PlannedSpeaker | undefined {
  const cleaner = new FieldCleaner(findings, person.name);
  const name = cleaner.required('name', person.name, limits.name);
  if (!name) {
    findings.refuse(
      'speakers',
      person.name.slice(0, 60),
      'person.name',
      `The name is longer than ${limits.name} characters.`,
    );
    return undefined;
  }
  const bio = cleaner.block('bio', person.bio, limits.bio);
  const tagline = cleaner.line('tagline', person.tagline, limits.tagline);
  const photoUrl = cleaner.url('photoUrl', person.photoUrl, { isSecure: true });
  const page = cleaner.url('page', person.page, { isSecure: true }) ?? undefined;
  const links = cleaner
    .links('links', person.links, maxLinks - 1, limits.speakerLabel)
    ?.filter(({ url }) => isSecure(url, cleaner));
  const all = [...(page === undefined ? [] : [{ label: 'Fahrplan', url: page }]), ...(links ?? [])];
  return {
    key,
    id: person.id,
    page,
    body: {
      name,
      ...(bio !== undefined && { bio }),
      ...(tagline !== undefined && { tagline }),
      ...(photoUrl !== undefined && { photoUrl }),
      ...((page !== undefined || links !== undefined) && { links: all }),
    },
  };
}

const isSecure = (url: string, cleaner: FieldCleaner): boolean =>
  typeof cleaner.url('links', url, { isSecure: true }) === 'string';
