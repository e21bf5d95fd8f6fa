import type { Caller } from '@ems/chassis/auth';
import { notFound } from '@ems/chassis/errors';
import type { Db, Tx } from '../../shared/database';
import { lockEventOf, maySeeEvent, requireOrganizing, teamRole } from '../events';
import { toSlotView } from './schemas';

/** @throws DomainError 404, also where the caller may not know of the slot */
export async function findSlot(db: Db | Tx, id: string, caller: Caller | null) {
  const found = await db.slot.findUnique({ where: { id }, include: { session: { include: { event: true } } } });
  if (!found) throw notFound('slot');
  const { session, ...slot } = found;
  const { event } = session;
  const isPublic = slot.sessionState === 'confirmed' && maySeeEvent(event, caller);
  if (event.deleted || !(isPublic || teamRole(event, caller))) throw notFound('slot');
  return { slot, event };
}

export interface Change {
  id: string;
  caller: Caller;
  requireFresh(current: { version: number }): void;
}

/** Holds the event's programme and the session, by which all who write its slots go, for a change by the team. @throws DomainError 404, 403 or 412 */
export async function lockSlot(tx: Tx, { id, caller, requireFresh }: Change) {
  const before = await findSlot(tx, id, caller);
  const event = await lockEventOf(tx, before.slot.sessionId);
  await tx.$queryRaw`SELECT 1 FROM sessions WHERE id = ${before.slot.sessionId}::uuid FOR NO KEY UPDATE`;
  const { slot } = await findSlot(tx, id, caller);
  requireOrganizing(event, caller, 'slot');
  requireFresh(toSlotView(slot, event, caller));
  return { slot, event };
}
