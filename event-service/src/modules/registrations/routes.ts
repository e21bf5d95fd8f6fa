import type { EmailDigest } from '@ems/chassis/auth';
import { createBulkhead } from '@ems/chassis/concurrency';
import { notFound } from '@ems/chassis/errors';
import { created, csvType, documentOf, noContent, ok, savedAs } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import type { Db, EventDatabase } from '../../shared/database';
import { problem } from '../../shared/problem';
import { registrationRoute as route } from '../../shared/route';
import {
  eventParams,
  findEvent,
  isOrganizer,
  requireCheckInStaff,
  requireOrganizer,
  requireVisibleEvent,
  teamRole,
} from '../events';
import type { TicketSeal } from '../seats';
import { registrationClosed, requireReadable } from './access';
import { exportRegistrations, listRegistrations } from './list-registrations';
import { cancelMyRegistration, cancelRegistration, register } from './registration';
import { findActive, findRegistration } from './repository';
import {
  listQuery,
  mineQuery,
  registerBody,
  registrationPage,
  registrationParams,
  registrationView,
  toRegistrationView,
} from './schemas';
import { registerWalkIn } from './walk-in';

/** The same person was faster, by another request: what that one made is to be read. */
const registeredMeanwhile = problem('registration.exists', 'You are registered already.');

interface Dependencies {
  database: EventDatabase;
  ticketSeal: TicketSeal;
  emailDigest: EmailDigest;
  /** Whether accounts whose address is not verified hold seats for a day only. */
  verifiedOnly: boolean;
  /** So many tickets an address gets within a day by what others register. */
  mailsADay: number;
}

/** A person's own registrations, and those of an event for its team and stewards. */
export const registrationRoutes = ({ database, ticketSeal, emailDigest, verifiedOnly, mailsADay }: Dependencies) => {
  // All want the lock of the same row; the queue for it is here rather than in the pool.
  const bulkhead = createBulkhead({ concurrency: 4, maxQueue: 2_000, maxWaitMs: 3_500, persistentWaitMs: 1_000 });
  const registerOnce = async <T>(work: () => Promise<T>): Promise<T> =>
    bulkhead(work).catch(error => {
      if (error === registeredMeanwhile) return bulkhead(work);
      throw error;
    });

  return [
    route({
      method: 'post',
      path: '/events/:id/registrations',
      operationId: 'createRegistration',
      tag: 'Registrations',
      summary: 'Register for an event',
      description:
        'Without a body the caller, with a seat or a place on the waitlist; whoever is registered already gets 200 and the ' +
        'registration that they have. With a `name` the team and stewards register somebody who has no account, if a seat is free.',
      access: 'user',
      params: eventParams,
      body: registerBody,
      replies: { 200: registrationView, 201: registrationView },
      problems: ['forbidden', 'registration.closed', 'registration.exists', 'registration.full', 'too-many-requests'],
      personalReply: true,
      handle: ({ params, body: { name, email = null }, transactSql, ...change }) =>
        name === undefined
          ? registerOnce(() =>
              transactSql(
                async sql => {
                  const { isNew, registration } = await register(sql, params.id, change, { ticketSeal, verifiedOnly });
                  const view = toRegistrationView(registration, change);
                  return isNew ? created(pathOf(registration), view) : ok(view);
                },
                {
                  registrations_one_active_per_user: () => registeredMeanwhile,
                  // It was closed by the clock of the database, between the decision and the write.
                  registrations_while_open: async () =>
                    registrationClosed(await requireEvent(database.client, params.id), change.now),
                },
              ),
            )
          : bulkhead(() =>
              transactSql(async sql => {
                const walkIn = { name, email, emailDigest: email && emailDigest(email) };
                const { registration, ...viewer } = await registerWalkIn(sql, params.id, change, {
                  walkIn,
                  ticketSeal,
                  mailsADay,
                });
                return created(pathOf(registration), toRegistrationView(registration, { ...change, ...viewer }));
              }),
            ),
    }),
    route({
      method: 'get',
      path: '/events/:id/registrations/me',
      operationId: 'getMyRegistration',
      tag: 'Registrations',
      summary: 'Get my registration for an event',
      description: 'The one that is not cancelled.',
      access: 'user',
      params: eventParams,
      replies: { 200: registrationView },
      handle: async ({ params, caller, now }) => {
        const event = await findEvent(database.client, params.id);
        requireVisibleEvent(event, caller);
        const own = await findActive(database.client, event.id, caller.userId);
        if (!own) throw notFound('registration');
        return ok(toRegistrationView(own, { caller, now }));
      },
    }),
    route({
      method: 'delete',
      path: '/events/:id/registrations/me',
      operationId: 'cancelMyRegistration',
      tag: 'Registrations',
      summary: 'Cancel my registration',
      description: 'The seat goes to whoever waits first.',
      access: 'user',
      params: eventParams,
      replies: { 204: null },
      problems: ['precondition-failed', 'registration.closed', 'registration.checked-in'],
      handle: ({ params, transact, ...change }) =>
        bulkhead(() =>
          transact(async tx => {
            await cancelMyRegistration(tx, params.id, change, ticketSeal);
            return noContent();
          }),
        ),
    }),
    route({
      method: 'get',
      path: '/registrations',
      operationId: 'listMyRegistrations',
      tag: 'Registrations',
      summary: 'List my registrations',
      description: 'Of all events, the newest first; also those that were cancelled.',
      access: 'user',
      query: mineQuery,
      replies: { 200: registrationPage },
      handle: async ({ query, caller, now }) => {
        const own = Prisma.sql`r.user_id = ${caller.userId}::uuid`;
        return ok(await listRegistrations(database.client, own, query, { caller, now }));
      },
    }),
    route({
      method: 'get',
      path: '/events/:id/registrations',
      operationId: 'listRegistrations',
      tag: 'Registrations',
      summary: 'List the registrations of an event',
      description: 'For its team and stewards. `q` is a part of a name, a ticket code or its beginning, or an id.',
      access: 'user',
      params: eventParams,
      query: listQuery,
      replies: { 200: registrationPage },
      problems: ['forbidden'],
      handle: async ({ params, query, caller, now }) => {
        const event = await requireEvent(database.client, params.id);
        requireCheckInStaff(event, caller);
        const all = Prisma.sql`r.event_id = ${event.id}::uuid`;
        const viewer = { caller, now, isOrganizer: isOrganizer(teamRole(event, caller)) };
        return ok(await listRegistrations(database.client, all, query, viewer));
      },
    }),
    route({
      method: 'get',
      path: '/events/:id/registrations.csv',
      operationId: 'exportRegistrations',
      tag: 'Registrations',
      summary: 'Export the registrations of an event as CSV',
      description: 'For the team, with names and addresses. Cells that a spreadsheet would compute are defused.',
      access: 'user',
      scope: 'login',
      params: eventParams,
      replies: { 200: csvType },
      headers: ['Content-Disposition'],
      problems: ['forbidden'],
      handle: async ({ params, caller, now }) => {
        const event = await requireEvent(database.client, params.id);
        requireOrganizer(event, caller);
        const viewer = { caller, now, isOrganizer: true };
        const csv = await exportRegistrations(database.client, event.id, viewer);
        return documentOf(csvType, csv, savedAs(`${event.slug}-registrations.csv`));
      },
    }),
    route({
      method: 'get',
      path: '/events/:id/registrations/:registrationId',
      operationId: 'getRegistration',
      tag: 'Registrations',
      summary: 'Get a registration',
      description: 'For the registered person, the team and stewards.',
      access: 'user',
      params: registrationParams,
      replies: { 200: registrationView },
      handle: async ({ params, caller, now }) => {
        const event = await requireEvent(database.client, params.id);
        const row = await findRegistration(database.client, params.registrationId);
        requireReadable(row, event, caller);
        return ok(toRegistrationView(row, { caller, now, isOrganizer: isOrganizer(teamRole(event, caller)) }));
      },
    }),
    route({
      method: 'delete',
      path: '/events/:id/registrations/:registrationId',
      operationId: 'cancelRegistration',
      tag: 'Registrations',
      summary: 'Cancel a registration',
      description: 'For the registered person and the team. The seat goes to whoever waits first.',
      access: 'user',
      params: registrationParams,
      replies: { 204: null },
      problems: ['forbidden', 'precondition-failed', 'registration.closed', 'registration.checked-in'],
      handle: ({ params, transact, ...change }) =>
        transact(async tx => {
          await cancelRegistration(tx, params.id, change, { registrationId: params.registrationId, ticketSeal });
          return noContent();
        }),
    }),
  ];
};

const pathOf = ({ id, eventId }: { id: string; eventId: string }) => `/api/v1/events/${eventId}/registrations/${id}`;

/** @throws DomainError 404 */
async function requireEvent(db: Db, ref: string) {
  const event = await findEvent(db, ref);
  if (!event) throw notFound('event');
  return event;
}
