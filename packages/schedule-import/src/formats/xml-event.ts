import { FieldReader, isObject } from '../text/field-reader.ts';

/**
 * An event of XML with the names that it has in c3voc JSON.
 * @param date of its day: where it has none itself, its clock time is of that day, or of the night after it
 * @returns whether its time is a local one
 */
export function toC3vocEvent(
  value: unknown,
  date: string,
  dayChange: string | undefined,
): { event: object; isLocal: boolean } {
  if (!isObject(value)) return { event: {}, isLocal: false };
  const { '@guid': guid, '@id': id, '@code': code, persons, links, attachments, recording, ...rest } = value;
  const reader = new FieldReader(value);
  const own = reader.text('date');
  const clock = reader.text('start') ?? '';
  return {
    isLocal: own === undefined,
    event: {
      ...rest,
      ...(guid !== undefined && { guid }),
      ...(id !== undefined && { id }),
      ...(code !== undefined && { code }),
      date: own ?? localTime(date, clock, dayChange),
      ...(persons !== undefined && { persons: itemsOf(persons, 'person').map(toPerson) }),
      ...(links !== undefined && { links: itemsOf(links, 'link') }),
      ...(attachments !== undefined && { attachments: itemsOf(attachments, 'attachment') }),
      ...(isObject(recording) && toRecording(recording)),
    },
  };
}

function itemsOf(parent: unknown, name: string): unknown[] {
  return new FieldReader(parent).list(name) ?? (isObject(parent) && name in parent ? [parent[name]].flat() : []);
}

function toPerson(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name.replace(/^@/, ''), text]));
}

const toRecording = ({ license, optout, ...rest }: Record<string, unknown>) => ({
  ...(license !== undefined && { recording_license: license }),
  ...(optout !== undefined && { do_not_record: optout }),
  ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [`recording.${name}`, value])),
});

/** Before the day changes, a clock time is of the night that follows. */
function localTime(date: string, clock: string, dayChange: string | undefined): string {
  const isNight = dayChange !== undefined && clock < dayChange;
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || !isNight) return `${date}T${clock}`;
  day.setUTCDate(day.getUTCDate() + 1);
  return `${day.toISOString().slice(0, 10)}T${clock}`;
}
