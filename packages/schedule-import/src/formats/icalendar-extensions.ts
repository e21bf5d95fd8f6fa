import type ICAL from 'ical.js';
import type { FileEntry, FileLink } from '../model/schedule-file.ts';

/** What calendars of this system say beside the standard: all that a session has but its texts, which share the description. */
export function readExtensions(event: ICAL.Component): Partial<FileEntry> {
  const texts = (name: string) =>
    event.getAllProperties(`x-ems-${name}`).map(property => unescapeText(String(property.getFirstValue())));
  const text = (name: string) => texts(name)[0] ?? '';
  const links = event
    .getAllProperties('link')
    .map(property => ({ ...toLink(property), relation: property.getFirstParameter('linkrel') }));
  const categories = event.getAllProperties('categories').flatMap(property => property.getValues().map(String));
  return {
    subtitle: text('subtitle'),
    typeName: text('type'),
    track: text('track'),
    languages: text('language'),
    persons: texts('speaker').map(name => ({ name })),
    doNotRecord: text('do-not-record') === 'TRUE',
    license: text('license'),
    logoUrl: String(event.getFirstPropertyValue('image') ?? ''),
    sourceUrl: links.find(({ relation }) => relation === 'via')?.url ?? '',
    links: links.filter(({ relation }) => relation === 'related'),
    attachments: event.getAllProperties('attach').map(toLink),
    // Before them, the track and the type.
    tags: categories.slice(text('track') === '' ? 1 : 2),
  };
}

/** The library leaves the values of properties that it does not know as they are written (RFC 5545, 3.3.11). */
const unescapeText = (text: string): string =>
  text.replace(/\\([\\;,nN])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character));

const toLink = (property: ICAL.Property): FileLink => ({
  url: String(property.getFirstValue()),
  label: property.getFirstParameter('label'),
});
