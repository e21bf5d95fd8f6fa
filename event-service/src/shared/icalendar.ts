/** iCalendar (RFC 5545) as text, byte for byte the same for the same data. */
import { joinInTurns } from '@ems/chassis/concurrency';

export interface CalendarEntry {
  uid: string;
  /** Of the last change. */
  changedAt: Date;
  sequence: number;
  startsAt: Date;
  endsAt: Date;
  status: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED';
  summary: string;
  description?: string | undefined;
  location?: string | undefined;
  url?: string | undefined;
  categories?: readonly string[] | undefined;
  image?: string | null | undefined;
  attachments?: readonly CalendarLink[] | undefined;
  links?: readonly (CalendarLink & { relation: string })[] | undefined;
  /** Texts that no standard property has, by what follows `X-EMS-` in the name. */
  extensions?: readonly (readonly [name: string, text: string])[] | undefined;
}

interface CalendarLink {
  label?: string;
  url: string;
}

export interface Calendar {
  name: string;
  image?: string | null;
  entries: readonly CalendarEntry[];
}

export const calendarType = 'text/calendar; charset=utf-8';

/** How often readers may come again. */
const refresh = 'PT15M';

export function toICalendar(calendar: Calendar): Promise<string> {
  return joinInTurns(piecesOf(calendar));
}

function* piecesOf({ name, image, entries }: Calendar): Generator<string> {
  yield text([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//event-management-system//schedule//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    ...imageLines(image),
    `REFRESH-INTERVAL;VALUE=DURATION:${refresh}`,
    `X-PUBLISHED-TTL:${refresh}`,
  ]);
  for (const entry of entries) yield text(toLines(entry));
  yield text(['END:VCALENDAR']);
}

const text = (lines: readonly string[]): string => lines.map(line => `${fold(line)}\r\n`).join('');

function toLines(entry: CalendarEntry): string[] {
  const { description, location, url, categories = [], attachments = [], links = [], extensions = [] } = entry;
  return [
    'BEGIN:VEVENT',
    `UID:${entry.uid}`,
    `DTSTAMP:${utc(entry.changedAt)}`,
    `LAST-MODIFIED:${utc(entry.changedAt)}`,
    `SEQUENCE:${entry.sequence}`,
    `DTSTART:${utc(entry.startsAt)}`,
    `DTEND:${utc(entry.endsAt)}`,
    `STATUS:${entry.status}`,
    `SUMMARY:${escaped(entry.summary)}`,
    ...(description ? [`DESCRIPTION:${escaped(description)}`] : []),
    ...(location ? [`LOCATION:${escaped(location)}`] : []),
    ...(url ? [`URL:${url}`] : []),
    ...(categories.length > 0 ? [`CATEGORIES:${categories.map(escaped).join(',')}`] : []),
    ...imageLines(entry.image),
    ...attachments.map(({ label, url }) => `ATTACH${labelled(label)}:${url}`),
    ...links.map(({ relation, label, url }) => `LINK;VALUE=URI;LINKREL=${relation}${labelled(label)}:${url}`),
    ...extensions.map(([name, text]) => `X-EMS-${name};VALUE=TEXT:${escaped(text)}`),
    'END:VEVENT',
  ];
}

/** RFC 7986, 5.10. */
const imageLines = (url: string | null | undefined): string[] => (url ? [`IMAGE;VALUE=URI;DISPLAY=BADGE:${url}`] : []);

const inParameter: Record<string, string> = { '^': '^^', '"': "^'" };

/** RFC 7986, 6.4, in the escapes of RFC 6868. */
const labelled = (label: string | undefined): string =>
  label ? `;LABEL="${label.replace(/\p{Cc}/gv, ' ').replace(/[\^"]/g, one => inParameter[one] ?? '')}"` : '';

const utc = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '');

/** TEXT (3.3.11): backslash, semicolon, comma and line end are escaped; other control characters cannot be said. */
const escaped = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/[\p{Cc}--\t]/gv, '');

const maxOctets = 75;

/** Folds a line at 75 octets (3.1) without cutting a character. */
function fold(line: string): string {
  if (Buffer.byteLength(line) <= maxOctets) return line;
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0) ?? 0);
    if (octets + size > maxOctets) {
      parts.push(part);
      // The space that begins a continued line counts.
      [part, octets] = ['', 1];
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}

/** Of a code point in UTF-8 (RFC 3629). */
const octetsOf = (codePoint: number): number =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
