import { boundedText, created, documentOf, noContent } from '@ems/chassis/http';
import { z } from 'zod';
import type { EventDatabase } from '../../shared/database';
import { calendarType } from '../../shared/icalendar';
import { registrationRoute as route } from '../../shared/route';
import { deleteSecret, findSecretOwner, renewSecret } from './calendar-secret';
import { myCalendar } from './my-calendar';

interface Dependencies {
  database: EventDatabase;
  publicUrl: string;
}

const secretView = z
  .object({
    url: z.string().meta({ format: 'uri' }).nullable().describe('For calendar programs; null in a replay'),
    token: z.string().nullable().describe('The secret in it; null in a replay'),
  })
  .meta({ id: 'CalendarFeed' });

/** A person's own calendar feed, for calendar programs, which cannot log in. */
export function calendarRoutes({ database, publicUrl }: Dependencies) {
  const baseUrl = publicUrl.replace(/\/$/, '');
  return [
    route({
      method: 'post',
      path: '/registrations/calendar',
      operationId: 'createCalendarFeed',
      tag: 'Registrations',
      summary: 'Create my secret calendar feed',
      description:
        'The secret is shown once: a repeated request with the same Idempotency-Key gets null in its place. It ends with the login that it was made in, and with a new password.',
      access: 'user',
      scope: 'login',
      replies: { 201: secretView },
      handle: ({ transact, ...change }) =>
        transact(async tx => {
          const token = await renewSecret(tx, change);
          const path = '/api/v1/registrations/calendar.ics';
          const reply = created(path, { url: `${baseUrl}${path}?token=${token}`, token });
          return { ...reply, replayBody: { url: null, token: null } };
        }),
    }),
    route({
      method: 'delete',
      path: '/registrations/calendar',
      operationId: 'deleteCalendarFeed',
      tag: 'Registrations',
      summary: 'Delete my secret calendar feed',
      description: 'Ends the address that was given last; where there is none, nothing happens.',
      access: 'user',
      replies: { 204: null },
      handle: ({ caller, transact }) =>
        transact(async tx => {
          await deleteSecret(tx, caller.userId);
          return noContent();
        }),
    }),
    route({
      method: 'get',
      path: '/registrations/calendar.ics',
      operationId: 'getCalendarFeed',
      tag: 'Registrations',
      summary: 'Get my registrations as iCalendar',
      description: 'For calendar programs, which cannot log in: the secret in the address stands for the account.',
      access: 'anyone',
      // The secret says whose it is, whoever asks.
      scope: 'any',
      query: z.strictObject({
        token: boundedText(43)
          .regex(/^[\w-]{43}$/)
          .describe('The secret of the feed'),
      }),
      replies: { 200: calendarType },
      problems: ['not-found'],
      handle: async ({ query }) => {
        const userId = await findSecretOwner(database.client, query.token);
        const text = await myCalendar(database.client, userId, baseUrl);
        return documentOf(calendarType, text, { 'Cache-Control': 'private, no-cache' });
      },
    }),
  ];
}
