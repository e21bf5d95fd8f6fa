import { joinInTurns } from '@ems/chassis/concurrency';
import type { Links } from '../../shared/links';
import type { EventRow } from '../events';
import type { FullSchedule } from '../schedule';
import { type C3vocConference, type C3vocEvent, toC3voc } from './c3voc-json';

/** The c3voc schedule v1 in XML, of the same content and version as the JSON. */
export async function toC3vocXml(event: EventRow, schedule: FullSchedule, links: Links): Promise<string> {
  const { version, conference } = await toC3voc(event, schedule, links);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<schedule>',
    `<generator ${attributes({ name: 'event-management-system', system: new URL(links.api).hostname, version: '1' })}/>`,
    element('url', `${links.api}/api/v1/events/${event.slug}/schedule.xml`),
    element('version', version),
    ...conferenceLines(conference, links),
  ];
  return joinInTurns(piecesOf(lines, conference));
}

function* piecesOf(head: readonly string[], { days, rooms }: C3vocConference): Generator<string> {
  const text = (...lines: readonly string[]) => `${lines.join('\n')}\n`;
  yield text(...head);
  for (const { index, date, day_start: start, day_end: end, rooms: byName } of days) {
    yield text(`<day ${attributes({ index, date, start, end })}>`);
    for (const [name, events] of Object.entries(byName)) {
      yield text(`<room ${attributes({ name, guid: rooms.find(room => room.name === name)?.guid })}>`);
      for (const event of events) yield text(...eventLines(event));
      yield text('</room>');
    }
    yield text('</day>');
  }
  yield text('</schedule>');
}

const conferenceLines = (conference: C3vocConference, links: Links): string[] => [
  '<conference>',
  element('title', conference.title),
  element('acronym', conference.acronym),
  element('start', conference.start),
  element('end', conference.end),
  element('days', conference.daysCount),
  element('timeslot_duration', conference.timeslot_duration),
  element('base_url', `${links.web}/`),
  ...(conference.logo === undefined ? [] : [element('logo', conference.logo)]),
  element('time_zone_name', conference.zone),
  ...(conference.colors === undefined ? [] : [`<color ${attributes(conference.colors)}/>`]),
  ...conference.tracks.map(track => `<track ${attributes(track)}/>`),
  '</conference>',
];

const eventLines = (event: C3vocEvent): string[] => [
  `<event ${attributes({ guid: event.guid, id: event.id })}>`,
  element('room', event.room),
  element('title', event.title),
  element('subtitle', event.subtitle ?? ''),
  element('type', event.type),
  element('date', event.date),
  element('start', event.start),
  element('duration', event.duration),
  element('abstract', event.abstract ?? ''),
  element('slug', event.slug),
  element('track', event.track ?? ''),
  ...(event.logo === undefined ? [] : [element('logo', event.logo)]),
  '<persons>',
  ...event.persons.map(({ guid, public_name }) => `<person ${attributes({ guid })}>${escaped(public_name)}</person>`),
  '</persons>',
  ...(event.language === null ? [] : [element('language', event.language)]),
  element('description', event.description ?? ''),
  `<recording>${element('license', event.recording_license)}${element('optout', event.do_not_record)}</recording>`,
  ...referenceLines('link', event.links),
  ...referenceLines('attachment', event.attachments),
  element('url', event.url),
  ...(event.origin_url === undefined ? [] : [element('origin_url', event.origin_url)]),
  '</event>',
];

const referenceLines = (name: 'link' | 'attachment', references: C3vocEvent['links']): string[] => [
  `<${name}s>`,
  ...references.map(({ url, title }) => `<${name} ${attributes({ href: url })}>${escaped(title)}</${name}>`),
  `</${name}s>`,
];

type Value = string | number | boolean | null | undefined;

const element = (name: string, value: Value): string => `<${name}>${escaped(String(value ?? ''))}</${name}>`;

const attributes = (values: Record<string, Value>): string =>
  Object.entries(values)
    .flatMap(([name, value]) => (value == null ? [] : [`${name}="${escaped(String(value))}"`]))
    .join(' ');

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

/** XML 1.0 has no way to write U+FFFE and U+FFFF; control characters are stripped already. */
const escaped = (text: string): string =>
  text.replace(/[\uFFFE\uFFFF]/g, '').replace(/[&<>"\r]/g, character => entities[character] ?? '');
