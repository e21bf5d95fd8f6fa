import { unavailable } from '@ems/chassis/errors';
import { csvType, savedAs } from '@ems/chassis/http';
import type { z } from 'zod';
import { calendarType } from '../../shared/icalendar';
import type { Links } from '../../shared/links';
import { route } from '../../shared/route';
import { type EventRow, eventParams } from '../events';
import {
  type FullSchedule,
  listCalendarSlots,
  readSchedule,
  type ScheduleData,
  type ScheduleDependencies,
} from '../schedule';
import { toC3vocJson } from './c3voc-json';
import { c3vocSchedule } from './c3voc-schema';
import { toC3vocXml } from './c3voc-xml';
import { toJsonLd } from './json-ld';
import { jsonLdEvent } from './json-ld-schema';
import { toScheduleCsv } from './schedule-csv';
import { toScheduleIcs } from './schedule-ics';

interface Dependencies extends ScheduleDependencies {
  links: Links;
}

interface Format {
  /** What follows the event in the path. */
  path: `/schedule.${'json' | 'xml' | 'ics' | 'csv'}` | '/jsonld';
  type: string;
  operationId: string;
  summary: string;
  description: string;
  /** Of a JSON document. */
  document?: z.ZodType;
  /** How a program that saves it names it, after the event (RFC 6266): a slug needs no escape. Without it, it is shown. */
  fileName?: string;
  compose(event: EventRow, schedule: ScheduleData): string | Promise<string>;
}

/** The schedule in standard formats. Each is composed once for each version of event and schedule. */
export function exportRoutes({ links, ...dependencies }: Dependencies) {
  const formats: Format[] = [
    {
      path: '/schedule.json',
      type: 'application/json; charset=utf-8',
      operationId: 'exportScheduleJson',
      summary: 'Export the schedule as c3voc JSON',
      description: 'Version 1 of the schedule of the Chaos Communication Congress, which conference apps read.',
      document: c3vocSchedule,
      compose: (event, schedule) => toC3vocJson(event, requireComplete(schedule), links),
    },
    {
      path: '/schedule.xml',
      type: 'application/vnd.c3voc.schedule+xml; charset=utf-8',
      operationId: 'exportScheduleXml',
      summary: 'Export the schedule as c3voc XML',
      description: 'Version 1 of the schedule of the Chaos Communication Congress, which conference apps read.',
      compose: (event, schedule) => toC3vocXml(event, requireComplete(schedule), links),
    },
    {
      path: '/schedule.ics',
      type: calendarType,
      operationId: 'exportScheduleIcs',
      summary: 'Export the schedule as iCalendar',
      description: 'For calendar programs to subscribe to (RFC 5545); what was cancelled stays, marked so.',
      compose: async (event, schedule) =>
        toScheduleIcs({
          event,
          schedule,
          known: schedule.isHidden ? [] : await listCalendarSlots(dependencies.database.sql, event.id),
          links,
        }),
    },
    {
      path: '/schedule.csv',
      type: csvType,
      operationId: 'exportScheduleCsv',
      summary: 'Export the schedule as CSV',
      description: 'One line for each slot (RFC 4180). Cells that a spreadsheet would compute are defused.',
      fileName: 'schedule.csv',
      compose: toScheduleCsv,
    },
    {
      path: '/jsonld',
      type: 'application/ld+json; charset=utf-8',
      operationId: 'exportScheduleJsonLd',
      summary: 'Export the schedule as JSON-LD',
      description: 'An Event of schema.org with its sessions, for search engines.',
      document: jsonLdEvent,
      compose: (event, schedule) => toJsonLd(event, schedule, links),
    },
  ];

  return formats.map(({ path, type, operationId, summary, description, document, fileName, compose }) =>
    route({
      method: 'get',
      path: `/events/:id${path}`,
      operationId,
      tag: 'Schedule',
      summary,
      description,
      access: 'public',
      params: eventParams,
      replies: { 200: type, 308: null },
      headers: ['Warning', ...(fileName ? (['Content-Disposition'] as const) : [])],
      ...(document && { document }),
      shared: { query: [] },
      handle: ({ params, caller }) =>
        readSchedule(
          dependencies,
          { ref: params.id, caller, path },
          {
            name: path,
            schema: type,
            compose,
            headers: ({ slug }) => (fileName === undefined ? {} : savedAs(`${slug}-${fileName}`)),
          },
        ),
    }),
  );
}

/**
 * The format cannot mark a missing part, so an importer would delete all speakers.
 * @throws DomainError 503
 */
function requireComplete(schedule: ScheduleData): FullSchedule {
  const { speakers } = schedule;
  if (!speakers) throw unavailable('The speakers are unavailable at the moment.', 5);
  return { ...schedule, speakers };
}
