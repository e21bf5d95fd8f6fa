import { ok } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import { eventParams, readEvent, timeZone } from '../events';
import { memo, type Programmes } from '../programme';
import { headersOf } from './headers';
import { scheduleView, toScheduleView } from './schedule-view';

interface Parts {
  database: EventDatabase;
  programmes: Programmes;
}

export const scheduleRoute = ({ database, programmes }: Parts) =>
  route({
    method: 'get',
    path: '/events/:id/schedule',
    summary: 'The programme by day and room',
    description:
      'Days run from 04:00 to 04:00 in the zone of the event. What cannot be had at the moment is named in `degraded`: ' +
      'absent, or as it was at `asOf`.',
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
        return ok(view, await headersOf(database.read, event, programme, caller));
      });
    },
  });
