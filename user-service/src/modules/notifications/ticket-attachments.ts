import type { Seal } from '@ems/chassis/auth';
import { toBuffer } from 'qrcode';
import { calendarEntry } from './calendar-entry';
import { findRegistration, type Source } from './sources';

/** What comes with a seat: the ticket, whose code is opened here alone, and an entry for the calendar. */
export async function ticketAttachments(source: Source, seal: Pick<Seal, 'open'>) {
  const registration = await findRegistration(source, 'confirmed');
  if (!registration) return [];
  const { id, version, sealedTicket } = registration;
  const { title } = source.facts;
  const ticket = sealedTicket !== null && {
    filename: 'ticket.png',
    contentType: 'image/png',
    content: await toBuffer(seal.open(sealedTicket), { type: 'png', errorCorrectionLevel: 'Q', margin: 4, scale: 8 }),
  };
  const entry = title !== null && {
    filename: 'event.ics',
    contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
    content: calendarEntry(id, version, source.facts, title, source.notice.claimedAt ?? source.notice.createdAt),
  };
  return [...(ticket ? [ticket] : []), ...(entry ? [entry] : [])];
}
