import { createHmac, timingSafeEqual } from 'node:crypto';

/** Of a registration that has a ticket. */
interface Ticket {
  id: string;
  ticketCode: string;
}

const lifetimeMs = 5 * 60_000;

/**
 * What opens one ticket without a token until it expires. The key is the ticket's own code, which nobody knows who may not see
 * the ticket, so nothing is stored, and a link ends with its code.
 */
export interface TicketLink {
  expires: Date;
  /** HMAC-SHA-256, as base64url. */
  signature: string;
}

const sign = ({ id, ticketCode }: Ticket, expires: Date): string =>
  createHmac('sha256', ticketCode).update(`ticket.svg ${id} ${expires.toISOString()}`).digest('base64url');

/** A link that is good for five minutes. */
export function linkTo(ticket: Ticket, now: Date): TicketLink {
  const expires = new Date(now.getTime() + lifetimeMs);
  return { expires, signature: sign(ticket, expires) };
}

/** True for a link of {@link linkTo} to this very ticket, until it expires. */
export function opens({ expires, signature }: TicketLink, ticket: Ticket, now: Date): boolean {
  const [given, expected] = [signature, sign(ticket, expires)].map(text => Buffer.from(text, 'base64url'));
  if (!given || !expected || given.length !== expected.length) return false;
  return timingSafeEqual(given, expected) && now < expires;
}
