import type { Caller } from '@ems/chassis/auth';
import { conflict, notFound } from '@ems/chassis/errors';
import { documentOf, idParams, noContent, ok, pageOf } from '@ems/chassis/http';
import { Prisma } from '../../generated/prisma/client';
import { csvType, toCsv } from '../../shared/csv';
import type { Db, EventDatabase } from '../../shared/database';
import { route } from '../../shared/route';
import {
  eventParams,
  findEvent,
  type HeldEvent,
  holdEvent,
  isTeam,
  keepsTheDoor,
  requireDoorkeeper,
  requireTeam,
} from '../events';
import { cancel } from './cancel';
import { listRegistrations } from './list';
import { findRegistration, type RegistrationRow, selectRegistrations } from './repository';
import { listQuery, registrationParams } from './schemas';
import { ticketSvg } from './ticket';
import { registrationView, toRegistrationView } from './view';

const svg = 'image/svg+xml';

/** Registrations of an event for those who run it, and single ones also for whose they are. */
export const teamRegistrationRoutes = ({ database }: { database: EventDatabase }) => [
  route({
    method: 'get',
    path: '/events/:id/registrations',
    summary: 'Who is registered for an event',
    description: 'For its team and stewards. `q` is a ticket code or its beginning, or an id.',
    access: 'user',
    params: eventParams,
    query: listQuery,
    replies: { 200: pageOf(registrationView) },
    handle: async ({ params, query, caller }) => {
      const event = await found(database.read, params.id);
      requireDoorkeeper(event, caller);
      const all = Prisma.sql`r.event_id = ${event.id}::uuid`;
      return ok(
        await listRegistrations(database.read, all, query, row =>
          toRegistrationView(row, caller, isTeam(event, caller)),
        ),
      );
    },
  }),
  route({
    method: 'get',
    path: '/events/:id/registrations.csv',
    summary: 'All registrations of an event as CSV',
    access: 'user',
    params: eventParams,
    replies: { 200: csvType },
    handle: async ({ params, caller }) => {
      const event = await found(database.read, params.id);
      requireTeam(event, caller);
      const all = Prisma.sql`WHERE r.event_id = ${event.id}::uuid ORDER BY r.created_at, r.id`;
      const text = registrationsCsv(await selectRegistrations(database.read, all), caller);
      return documentOf(csvType, text, {
        'Content-Disposition': `attachment; filename="${event.slug}-registrations.csv"`,
      });
    },
  }),
  route({
    method: 'get',
    path: '/events/:id/registrations/:registrationId',
    summary: 'One registration',
    access: 'user',
    params: registrationParams,
    replies: { 200: registrationView },
    handle: async ({ params, caller }) => {
      const event = await found(database.read, params.id);
      const row = readable(await findRegistration(database.read, params.registrationId), event, caller);
      return ok(toRegistrationView(row, caller, isTeam(event, caller)));
    },
  }),
  route({
    method: 'delete',
    path: '/events/:id/registrations/:registrationId',
    summary: 'Cancel a registration; the seat goes to who waits longest',
    access: 'user',
    params: registrationParams,
    replies: { 204: null },
    handle: ({ params, caller, requireFresh, transact }) =>
      transact(async tx => {
        const event = await holdEvent(tx, params.id, caller);
        await cancel(tx, event, async () => {
          const row = readable(await findRegistration(tx, params.registrationId), event, caller);
          if (row.userId !== caller.userId) requireTeam(event, caller);
          requireFresh(toRegistrationView(row, caller));
          return row;
        });
        return noContent();
      }),
  }),
  route({
    method: 'get',
    path: '/registrations/:id/ticket.svg',
    summary: 'The ticket of a confirmed registration as a QR code',
    access: 'user',
    params: idParams,
    replies: { 200: svg },
    handle: async ({ params, caller }) => {
      const row = await findRegistration(database.read, params.id);
      if (!row) throw notFound('registration');
      const { status, ticketCode } = readable(row, await found(database.read, row.eventId), caller);
      if (status === 'confirmed' && ticketCode) return documentOf(svg, await ticketSvg(ticketCode));
      throw conflict('registration.no-ticket', 'Only a confirmed registration has a ticket.', { registration: status });
    },
  }),
];

async function found(db: Db, ref: string) {
  const event = await findEvent(db, ref);
  if (!event) throw notFound('event');
  return event;
}

/** @throws DomainError 404 for one of another event, and for everybody but the person and those at the door */
function readable(row: RegistrationRow | undefined, event: HeldEvent, caller: Caller): RegistrationRow {
  const isMine = row?.userId === caller.userId;
  if (row?.eventId !== event.id || !(isMine || keepsTheDoor(event, caller))) throw notFound('registration');
  return row;
}

const columns = [
  'id',
  'userId',
  'status',
  'position',
  'ticketCode',
  'createdAt',
  'confirmedAt',
  'cancelledAt',
  'checkedInAt',
] as const;

const registrationsCsv = (rows: readonly RegistrationRow[], caller: Caller): string =>
  toCsv(
    columns,
    rows.map(row => {
      const view = toRegistrationView(row, caller);
      return columns.map(column => view[column]);
    }),
  );
