import { newId } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { publishSlot, slotBooked } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { refuseBlocked } from '../conflicts';
import { hasRelease, isOrganizer, lockEventOfSessionForUpdate, requireOrganizer, teamRole } from '../events';
import { lockBookingForUpdate, placementOf, requireBookable } from './placement';
import { type NewSlot, toSlotView } from './schemas';

/**
 * Books a room and a time for a session. Whether they are free the database decides, by `slots_room_no_overlap` and
 * `slot_speakers_no_overlap`.
 */
export async function scheduleSession(tx: Tx, sessionId: string, { caller }: Change, body: NewSlot) {
  const event = await lockEventOfSessionForUpdate(tx, sessionId);
  const booking = await lockBookingForUpdate(tx, sessionId, body.roomId);
  const { status } = booking;
  const isVisible = (status === 'confirmed' && !hasRelease(event)) || isOrganizer(teamRole(event, caller));
  if (!isVisible) throw notFound('session');
  requireOrganizer(event, caller, 'session');
  if (status !== 'accepted' && status !== 'confirmed') {
    throw problem('session.not-accepted', 'Only accepted and confirmed sessions have slots.', {
      sessionStatus: status,
    });
  }
  const placement = placementOf(body, booking.durationMinutes);
  const parallel = requireBookable(event, booking, placement);
  const data = { id: newId(), eventId: event.id, sessionId, sessionStatus: status, parallel, ...placement };
  const slot = await tx.slot.create({ data });
  await refuseBlocked(tx, event.id, [slot.id]);
  await publishSlot(tx, slotBooked, slot);
  return toSlotView(slot, event, caller);
}
