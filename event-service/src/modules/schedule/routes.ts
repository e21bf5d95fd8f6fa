import type { Caller } from '@ems/chassis/auth';
import { unavailable } from '@ems/chassis/errors';
import { documentOf, ok } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { type EventRow, eventParams, readEvent, timeZone } from '../events';
import { degradedHeaders, lastChange, memo, type Programme, type Programmes } from '../programme';
import { type CompleteProgramme, toC3vocJson } from './c3voc-json';
import { scheduleView, toScheduleView } from './schedule-view';

interface Parts {
  database: EventDatabase;
  programmes: Programmes;
  publicUrl: string;
}

const json = 'application/json; charset=utf-8';

export const scheduleRoutes = ({ database, programmes, publicUrl }: Parts) => {
  const baseUrl = publicUrl.replace(/\/$/, '');

  async function headersOf(event: EventRow, { degraded }: Programme, caller: Caller | null) {
    const told = await lastChange(database.read, event.id);
    const changedAt = told && told > event.updatedAt ? told : event.updatedAt;
    return { 'Last-Modified': changedAt.toUTCString(), ...degradedHeaders(degraded, caller !== null) };
  }

  return [
    route({
      method: 'get',
      path: '/events/:id/schedule',
      summary: 'The programme by day and room',
      description:
        'Days run from 04:00 to 04:00 in the zone of the event. While speakers cannot be had, `degraded` says so.',
      access: 'public',
      params: eventParams,
      query: z.strictObject({ tz: timeZone.optional() }),
      replies: { 200: scheduleView, 308: null },
      handle: ({ params, query: { tz }, caller }) => {
        const path = `/schedule${tz === undefined ? '' : `?tz=${encodeURIComponent(tz)}`}`;
        return readEvent(database.read, { ref: params.id, caller, path }, async event => {
          const programme = await programmes.of(event);
          const zone = tz ?? 'UTC';
          const view = memo(programme, `view ${event.version} ${zone}`, () => toScheduleView(event, programme, zone));
          return ok(view, await headersOf(event, programme, caller));
        });
      },
    }),
    route({
      method: 'get',
      path: '/events/:id/schedule.json',
      summary: 'The programme as c3voc schedule v1 JSON',
      access: 'public',
      params: eventParams,
      replies: { 200: json, 308: null },
      handle: ({ params, caller }) =>
        readEvent(database.read, { ref: params.id, caller, path: '/schedule.json' }, async event => {
          const programme = await programmes.of(event);
          const whole = requireComplete(programme);
          const text = memo(programme, `json ${event.version}`, () => toC3vocJson(event, whole, baseUrl));
          return documentOf(json, text, await headersOf(event, programme, caller));
        }),
    }),
  ];
};

/** The format cannot say that something is missing, so an importer had better keep the copy that it has. */
function requireComplete(programme: Programme): CompleteProgramme {
  const { speakers } = programme;
  if (!speakers) throw unavailable('The speakers cannot be had at the moment.', 5);
  return { ...programme, speakers };
}
