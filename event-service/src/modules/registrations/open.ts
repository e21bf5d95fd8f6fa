import { conflict } from '@ems/chassis/errors';

interface Open {
  status: string;
  endsAt: Date;
}

/** People come and go while the event is published and has not ended. */
export const isOpen = ({ status, endsAt }: Open, now: Date): boolean => status === 'published' && now < endsAt;

/** @throws DomainError 409 */
export function requireOpen(event: Open, now: Date): void {
  if (isOpen(event, now)) return;
  const facts = { eventStatus: event.status, endsAt: event.endsAt.toISOString() };
  throw conflict('registration.closed', 'Registration is open while the event is published and has not ended.', facts);
}
