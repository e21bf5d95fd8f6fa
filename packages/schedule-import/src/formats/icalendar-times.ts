import ICAL from 'ical.js';
import { DateTime, IANAZone } from 'luxon';

/** The text of the first such property. */
export function textOf(component: ICAL.Component | undefined, name: string): string | undefined {
  const value = component?.getFirstPropertyValue(name);
  return value == null ? undefined : String(value).trim() || undefined;
}

/**
 * A time as RFC 3339 has it: with the offset of its zone, `Z` for UTC, and without one where it is of no zone.
 * A zone of the file's own is read from its definition there.
 */
export function timeOf(event: ICAL.Component, name: string): string | undefined {
  const property = event.getFirstProperty(name);
  if (!property) return undefined;
  const value = property.getFirstValue();
  if (!(value instanceof ICAL.Time)) return value == null ? undefined : String(value);
  // The library would take 30 February for 2 March.
  const written = String(property.toJSON()[3]);
  if (value.isDate) return written;
  return withOffset(property, written, value);
}

/** A time of a property, which need not be one of its own, as {@link timeOf} writes it. */
export const writeTime = (property: ICAL.Property, time: ICAL.Time): string =>
  time.isDate ? time.toString() : withOffset(property, time.toString(), time);

function withOffset(property: ICAL.Property, written: string, time: ICAL.Time): string {
  const local = written.replace(/Z$/, '');
  if (written.endsWith('Z')) return `${local}Z`;
  const zone = property.getFirstParameter('tzid');
  return zone === undefined ? local : `${local}${offsetOf(local, zone, time)}`;
}

function offsetOf(local: string, zone: string, time: ICAL.Time): string {
  if (IANAZone.isValidZone(zone)) return DateTime.fromISO(local, { zone }).toFormat('ZZ');
  const seconds = time.zone && time.zone !== ICAL.Timezone.localTimezone ? time.utcOffset() : undefined;
  if (seconds === undefined) return '';
  const minutes = Math.abs(Math.round(seconds / 60));
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${seconds < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The instant of a time that is so written; what has no offset is compared as UTC. */
export const instantIn = (written: string): number =>
  Date.parse(
    /T.*(Z|[+-]\d\d:\d\d)$/.test(written) ? written : `${written.slice(0, 19)}${written.length > 10 ? 'Z' : ''}`,
  );

/** So many days later, at the same time by the clocks. */
export function shift(time: ICAL.Time, days: number): ICAL.Time {
  const later = time.clone();
  later.adjust(days, 0, 0, 0);
  return later;
}
