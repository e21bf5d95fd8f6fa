import { unavailable } from '@ems/chassis/errors';
import { documentOf } from '@ems/chassis/http';
import { csvType } from '../../shared/csv';
import type { EventDatabase } from '../../shared/database';
import { calendarType } from '../../shared/icalendar';
import { route } from '../../shared/route';
import { type EventRow, eventParams, readEvent } from '../events';
import { calendarSlots, memo, type Programme, type Programmes } from '../programme';
import { type CompleteProgramme, toC3vocJson } from './c3voc-json';
import { toC3vocXml } from './c3voc-xml';
import { headersOf } from './headers';
import { toJsonLd } from './json-ld';
import { toScheduleCsv } from './schedule-csv';
import { toScheduleIcs } from './schedule-ics';

interface Parts {
  database: EventDatabase;
  programmes: Programmes;
  publicUrl: string;
}

interface Format {
  /** What follows the event in the path. */
  path: string;
  type: string;
  summary: string;
  compose(event: EventRow, programme: Programme): string | Promise<string>;
}

/** The programme in the formats of others. Each is composed once for each state of event and programme. */
export function exportRoutes({ database, programmes, publicUrl }: Parts) {
  const baseUrl = publicUrl.replace(/\/$/, '');
  const formats: Format[] = [
    {
      path: '/schedule.json',
      type: 'application/json; charset=utf-8',
      summary: 'The programme as c3voc schedule v1 JSON',
      compose: (event, programme) => toC3vocJson(event, requireComplete(programme), baseUrl),
    },
    {
      path: '/schedule.xml',
      type: 'application/vnd.c3voc.schedule+xml; charset=utf-8',
      summary: 'The programme as c3voc schedule v1 XML',
      compose: (event, programme) => toC3vocXml(event, requireComplete(programme), baseUrl),
    },
    {
      path: '/schedule.ics',
      type: calendarType,
      summary: 'The programme as iCalendar, to subscribe to',
      compose: async (event, programme) =>
        toScheduleIcs({ event, programme, known: await calendarSlots(database.read, event.id), baseUrl }),
    },
    {
      path: '/schedule.csv',
      type: csvType,
      summary: 'The programme as CSV',
      compose: toScheduleCsv,
    },
    {
      path: '/jsonld',
      type: 'application/ld+json; charset=utf-8',
      summary: 'The event and its programme in the words of schema.org',
      compose: (event, programme) => toJsonLd(event, programme, baseUrl),
    },
  ];

  return formats.map(({ path, type, summary, compose }) =>
    route({
      method: 'get',
      path: `/events/:id${path}`,
      summary,
      access: 'public',
      params: eventParams,
      replies: { 200: type, 308: null },
      handle: ({ params, caller }) =>
        readEvent(database.read, { ref: params.id, caller, path }, async event => {
          const programme = await programmes.of(event);
          const text = await memo(programme, `${path} ${event.version}`, async () => compose(event, programme));
          return documentOf(type, text, await headersOf(database.read, event, programme, caller));
        }),
    }),
  );
}

/** The format cannot say that something is missing, so an importer had better keep the copy that it has. */
function requireComplete(programme: Programme): CompleteProgramme {
  const { speakers } = programme;
  if (!speakers) throw unavailable('The speakers cannot be had at the moment.', 5);
  return { ...programme, speakers };
}
