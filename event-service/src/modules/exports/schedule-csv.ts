import { toCsv } from '@ems/chassis/http';
import type { Link } from '@ems/contracts';
import { DateTime } from 'luxon';
import { perInstant } from '../../shared/per-instant';
import type { EventRow } from '../events';
import { arrangeByDay, type ScheduleData, scheduledOn, slotGuids, takesPlace } from '../schedule';

const header = [
  'id',
  'number',
  'day',
  'start',
  'end',
  'room',
  'title',
  'type',
  'track',
  'language',
  'level',
  'speakers',
  'guid',
  'subtitle',
  'abstract',
  'description',
  'tags',
  'links',
  'attachments',
  'doNotRecord',
  'license',
  'logoUrl',
  'sourceUrl',
  'externalId',
];

/** One link a line: what comes after the first blank is its label, as no address has one. */
const linesOf = (links: readonly Link[]): string => links.map(({ url, label }) => `${url} ${label}`).join('\n');

/** One line per slot, by time and room; times with the offset of the event's zone. */
export function toScheduleCsv(event: EventRow, schedule: ScheduleData): Promise<string> {
  return toCsv(header, rowsOf(event, schedule));
}

function* rowsOf(event: EventRow, schedule: ScheduleData) {
  const { tracks, speakers } = schedule;
  const guids = slotGuids(event.id, schedule);
  const local = perInstant(at =>
    DateTime.fromJSDate(at, { zone: event.timezone }).toISO({ suppressMilliseconds: true }),
  );
  for (const day of arrangeByDay(event, schedule)) {
    for (const { slot, room, session } of scheduledOn([day])) {
      if (!takesPlace(session)) continue;
      yield [
        slot.id,
        slot.number,
        day.date,
        local(slot.startsAt),
        local(slot.endsAt),
        room.name,
        session.title,
        session.typeName ?? session.type,
        tracks.find(({ id }) => id === session.trackId)?.name ?? null,
        session.languages.join(', '),
        session.level,
        session.speakers.flatMap(({ speakerId }) => speakers?.get(speakerId)?.name ?? []).join('; '),
        guids.get(slot.id) ?? slot.id,
        session.subtitle,
        session.abstract,
        session.description,
        session.tags.join('; '),
        linesOf(session.links),
        linesOf(session.attachments),
        String(session.doNotRecord),
        session.license,
        session.logoUrl,
        session.sourceUrl,
        session.externalId,
      ];
    }
  }
}
