import { conflict } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { eventDeleted } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { type EventRow, factsOf, isDeletable } from './view';

/**
 * Deletes a locked draft with all its slugs.
 * @throws DomainError 409 for what was published, or has registrations
 */
export async function deleteEvent(tx: Tx, event: EventRow): Promise<void> {
  const { status, seats } = factsOf(event);
  if (!isDeletable({ status, seats })) {
    throw conflict('event.not-deletable', 'Only a draft without registrations can be deleted.', {
      from: status,
      ...seats,
    });
  }
  await tx.event.delete({ where: { id: event.id } });
  await record(tx, eventDeleted, event.id, event.version + 1, { id: event.id });
}
