import { allInOrder, newId, type SqlTransaction, statement } from '@ems/chassis/database';
import { notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import type { Slot } from '../../generated/prisma/client';
import { slotBooked, slotMessage } from '../../messaging/published';
import { problem } from '../../shared/problem';
import { findSettings } from '../conflicts';
import { hasRelease, isOrganizer, lockEventForUpdate, requireOrganizer, teamRole } from '../events';
import { finishBooking } from './finish-booking';
import { lockBookingForUpdate, placementOf, requireBookable } from './placement';
import { type NewSlot, toSlotView } from './schemas';

/**
 * Books a room and a time for a session. Whether they are free the database decides, by `slots_room_no_overlap` and
 * `slot_speakers_no_overlap`.
 */
export async function scheduleSession(sql: SqlTransaction, sessionId: string, { caller }: Change, body: NewSlot) {
  const [event, booking, settings] = await allInOrder([
    lockEventForUpdate(sql, { sessionId }),
    lockBookingForUpdate(sql, sessionId, body.roomId),
    findSettings(sql, { sessionId }),
  ]);
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
  const { roomId, startsAt, endsAt } = placement;
  const slot = { id: newId(), eventId: event.id, sessionId, sessionStatus: status, ...placement, version: 1 };
  const insert = statement`
    INSERT INTO slots (id, event_id, session_id, session_status, room_id, parallel, starts_at, ends_at)
    VALUES (${slot.id}::uuid, ${event.id}::uuid, ${sessionId}::uuid, ${status}::"SessionStatus", ${roomId}::uuid, ${parallel},
      ${startsAt}, ${endsAt})
    RETURNING number, created_at AS "createdAt", updated_at AS "updatedAt"`;
  const [made] = await finishBooking<Pick<Slot, 'number' | 'createdAt' | 'updatedAt'>>(
    sql,
    settings,
    slot.id,
    insert,
    slotMessage(slotBooked, slot),
  );
  if (!made) throw new Error('an insert returned nothing');
  return toSlotView({ ...slot, ...made }, event, caller);
}
