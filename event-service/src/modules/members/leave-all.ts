import type { Tx } from '../../shared/database';
import { lockEvent } from '../events';
import { findMember, removeMember } from './change-members';

/** Somebody is a member of nothing any more; each event tells so. */
export async function leaveAll(tx: Tx, userId: string): Promise<void> {
  const memberships = await tx.eventMember.findMany({ where: { userId }, orderBy: { eventId: 'asc' } });
  for (const { eventId } of memberships) {
    const event = await lockEvent(tx, eventId);
    if (await findMember(tx, eventId, userId)) await removeMember(tx, event, userId);
  }
}
