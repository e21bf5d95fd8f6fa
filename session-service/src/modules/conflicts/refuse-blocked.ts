import { conflict } from '@ems/chassis/errors';
import type { Tx } from '../../shared/database';
import { findConflicts } from './find-conflicts';
import { toConflictViews } from './view';

/**
 * Call it once the slots stand where they are to be: what the event's team does not allow at all goes back.
 * @throws DomainError 409 `slot.blocked`, with the conflicts that these slots would be part of
 */
export async function refuseBlocked(tx: Tx, eventId: string, slotIds: readonly string[]): Promise<void> {
  const blocking = await findConflicts(tx, eventId, { severity: ['block'], slotIds });
  if (blocking.length === 0) return;
  throw conflict('slot.blocked', "The event's rules do not allow this conflict.", {
    conflicts: await toConflictViews(tx, eventId, blocking.slice(0, 20)),
  });
}
