import { z } from 'zod';
import { route } from '../../shared/route';
import { timeZone } from '../../shared/time-zone';
import { eventParams } from '../events';
import { readSchedule, type ScheduleDependencies } from './read-schedule';
import { scheduleView, toScheduleView } from './schemas';

/** @param pageBase what the paths of pages follow */
export const scheduleRoutes = ({ pageBase, ...dependencies }: ScheduleDependencies & { pageBase: string }) => [
  route({
    method: 'get',
    path: '/events/:id/schedule',
    operationId: 'getSchedule',
    tag: 'Schedule',
    summary: 'Get the schedule by day and room',
    description:
      'Days run from `dayStartsAt` to the same time of the next day, in the zone of the event; times have its offset, or that of `tz`. What is unavailable at the moment, or may have changed meanwhile, is named in `degraded`: ' +
      'absent, or as it was at `asOf`. Where the event waits for a first release (`scheduleVisible`), it is empty for others than its team until then.',
    access: 'public',
    params: eventParams,
    query: z.strictObject({
      tz: timeZone.optional().describe('The zone in whose offset times are given; by default that of the event'),
    }),
    replies: { 200: scheduleView, 303: null, 308: null },
    headers: ['Warning'],
    shared: { query: [] },
    handle: ({ params, query: { tz }, caller }) => {
      const path = `/schedule${tz === undefined ? '' : `?tz=${encodeURIComponent(tz)}`}`;
      return readSchedule(
        dependencies,
        { ref: params.id, caller, path },
        {
          name: `view ${tz ?? ''}`,
          schema: scheduleView,
          pageOf: ({ slug }) => `${pageBase}/e/${slug}/schedule`,
          compose: (event, schedule) => toScheduleView(event, schedule, tz ?? event.timezone),
        },
      );
    },
  }),
];
