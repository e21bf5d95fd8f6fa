import { created, documentOf, noContent } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventDatabase } from '../../shared/database';
import { calendarType } from '../../shared/icalendar';
import { route } from '../../shared/route';
import { myCalendar } from './my-calendar';
import { ownerOf, renewSecret, revokeSecret } from './secrets';

interface Parts {
  database: EventDatabase;
  publicUrl: string;
}

const secretView = z
  .object({ url: z.string().nullable(), token: z.string().nullable() })
  .meta({ id: 'CalendarSecret' });

/** My own calendar, for programs that cannot log in. */
export function calendarRoutes({ database, publicUrl }: Parts) {
  const baseUrl = publicUrl.replace(/\/$/, '');
  return [
    route({
      method: 'post',
      path: '/registrations/calendar',
      summary: 'A new secret address of my calendar; the one before ends',
      description: 'It is shown once: a repeated request with the same Idempotency-Key gets null in its place.',
      access: 'user',
      replies: { 201: secretView },
      handle: ({ caller, transact }) =>
        transact(async tx => {
          const token = await renewSecret(tx, caller.userId);
          const path = '/api/v1/registrations/calendar.ics';
          const reply = created(path, { url: `${baseUrl}${path}?token=${token}`, token });
          return { ...reply, replayBody: { url: null, token: null } };
        }),
    }),
    route({
      method: 'delete',
      path: '/registrations/calendar',
      summary: 'End the secret address of my calendar',
      access: 'user',
      replies: { 204: null },
      handle: ({ caller, transact }) =>
        transact(async tx => {
          await revokeSecret(tx, caller.userId);
          return noContent();
        }),
    }),
    route({
      method: 'get',
      path: '/registrations/calendar.ics',
      summary: 'The events that I am registered for, by my secret address',
      access: 'public',
      query: z.strictObject({ token: z.string().regex(/^[\w-]{43}$/) }),
      replies: { 200: calendarType },
      handle: async ({ query }) => {
        const text = await myCalendar(database.read, await ownerOf(database.read, query.token), baseUrl);
        return documentOf(calendarType, text, { 'Cache-Control': 'private, no-cache' });
      },
    }),
  ];
}
