import type { Caller } from '@ems/chassis/auth';
import { notFound, unauthenticated } from '@ems/chassis/errors';
import { boundedText, created, documentOf, idParams, instant, instantOut } from '@ems/chassis/http';
import { z } from 'zod';
import type { Db, EventDatabase } from '../../shared/database';
import { problem } from '../../shared/problem';
import { registrationRoute as route } from '../../shared/route';
import { findEvent } from '../events';
import { ticketSvg } from '../seats';
import { requireReadable } from './access';
import { findRegistration, type RegistrationRow } from './repository';
import { linkTo, opens } from './ticket-link';

const svg = 'image/svg+xml';

const linkView = z
  .object({
    url: z.string().meta({ format: 'uri', description: 'Of the ticket as a QR code, for an `<img>`' }),
    expiresAt: instantOut.meta({ description: 'When it opens the ticket no more' }),
  })
  .meta({ id: 'TicketLink' });

const linkQuery = z.strictObject({
  expires: instant.optional().describe('Of a link: until when it opens the ticket'),
  signature: boundedText(43)
    .regex(/^[\w-]{43}$/)
    .optional()
    .describe('Of a link: shows that it was made here'),
});

interface Dependencies {
  database: EventDatabase;
  publicUrl: string;
}

/** The ticket of a registration: a QR code of what is scanned at the door. */
export function ticketRoutes({ database, publicUrl }: Dependencies) {
  const baseUrl = publicUrl.replace(/\/$/, '');
  return [
    route({
      method: 'get',
      path: '/registrations/:id/ticket.svg',
      operationId: 'getTicket',
      tag: 'Registrations',
      summary: 'Get a ticket as a QR code',
      description: 'With an access token, or by a link that was made for it.',
      access: 'public',
      params: idParams,
      query: linkQuery,
      replies: { 200: svg },
      problems: ['registration.no-ticket'],
      handle: async ({ params, query: { expires, signature }, caller, now }) => {
        const link = expires === undefined || signature === undefined ? undefined : { expires, signature };
        if (!link && !caller) throw unauthenticated();
        const row = await findRegistration(database.client, params.id);
        const isOpen = link && row && hasTicket(row) && opens(link, row, now);
        const { ticketCode } = isOpen ? row : await requireTicket(database.client, row, caller);
        return documentOf(svg, await ticketSvg(ticketCode), isOpen ? { 'Cache-Control': 'private, no-store' } : {});
      },
    }),
    route({
      method: 'post',
      path: '/registrations/:id/ticket-links',
      operationId: 'createTicketLink',
      tag: 'Registrations',
      summary: 'Create a link to a ticket',
      description: 'It opens this ticket without an access token for five minutes, and nothing else.',
      access: 'user',
      params: idParams,
      replies: { 201: linkView },
      problems: ['registration.no-ticket'],
      secretReply: true,
      handle: async ({ params, caller, now }) => {
        const row = await findRegistration(database.client, params.id);
        const { expires, signature } = linkTo(await requireTicket(database.client, row, caller), now);
        const path = `/api/v1/registrations/${params.id}/ticket.svg`;
        const expiresAt = expires.toISOString();
        return created(path, { url: `${baseUrl}${path}?expires=${expiresAt}&signature=${signature}`, expiresAt });
      },
    }),
  ];
}

type Ticket = RegistrationRow & { ticketCode: string };

const hasTicket = (row: RegistrationRow): row is Ticket => row.status === 'confirmed' && row.ticketCode !== null;

/** @throws DomainError 404 for who may not see the registration, 409 for one without a ticket */
async function requireTicket(db: Db, row: RegistrationRow | undefined, caller: Caller | null): Promise<Ticket> {
  const event = row && (await findEvent(db, row.eventId));
  if (!row || !event || !caller) throw notFound('registration');
  requireReadable(row, event, caller);
  if (!hasTicket(row))
    throw problem('registration.no-ticket', 'Only a confirmed registration has a ticket.', {
      registration: row.status,
    });
  return row;
}
