import type { EventFacts } from '../mail';

const utc = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '');

/** TEXT (RFC 5545, 3.3.11). */
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&').replace(/\p{Cc}+/gu, ' ');

/** Folds a line at 75 octets (3.1) without cutting a character. */
function folded(line: string): string {
  const lines = [''];
  for (const character of line) {
    const last = lines.at(-1) ?? '';
    if (Buffer.byteLength(last + character) <= 75) lines[lines.length - 1] = last + character;
    else lines.push(` ${character}`);
  }
  return lines.join('\r\n');
}

/** An event as an entry for calendars (RFC 5545), which takes the place of an earlier one of the same registration. */
export const calendarEntry = (registrationId: string, version: number, event: EventFacts, title: string, now: Date) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//event-management-system//registration//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:registration-${registrationId}`,
    `DTSTAMP:${utc(now)}`,
    `SEQUENCE:${version}`,
    `DTSTART:${utc(event.startsAt)}`,
    `DTEND:${utc(event.endsAt)}`,
    'STATUS:CONFIRMED',
    `SUMMARY:${escaped(title)}`,
    ...(event.venue === null ? [] : [`LOCATION:${escaped(event.venue)}`]),
    `URL:${event.page}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
    .map(line => `${folded(line)}\r\n`)
    .join('');
