import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { conflict, notFound } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { slotBooked } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { refuseBlocked } from '../conflicts';
import { isOrganizing, lockEventOf, requireOrganizing, teamRole } from '../events';
import { lockPlace, type Place, requireBookable } from './place';
import { type newSlotBody, toSlotState, toSlotView } from './schemas';

interface Booking {
  sessionId: string;
  body: z.infer<typeof newSlotBody>;
  caller: Caller;
  /** Learns where the slot is to be before it is tried, to find out afterwards what was in the way. */
  onTry(place: Place): void;
}

/**
 * Gives a session a place and time. Whether it is free the database decides, by `slots_room_once` and
 * `slot_speakers_speaker_once`.
 */
export async function bookSlot(tx: Tx, { sessionId, body, caller, onTry }: Booking) {
  const event = await lockEventOf(tx, sessionId);
  const booking = await lockPlace(tx, sessionId, body.roomId);
  const { state, durationMinutes } = booking;
  const isKnown = state === 'confirmed' || isOrganizing(teamRole(event, caller));
  if (!isKnown) throw notFound('session');
  requireOrganizing(event, caller, 'session');
  if (state !== 'accepted' && state !== 'confirmed') {
    throw conflict('session.not-accepted', 'Only accepted and confirmed sessions have slots.', { state });
  }
  const endsAt = body.endsAt ?? new Date(body.startsAt.getTime() + durationMinutes * 60_000);
  const place = { roomId: body.roomId, startsAt: body.startsAt, endsAt };
  const parallel = requireBookable(event, booking, place);
  onTry(place);
  const data = { id: newId(), eventId: event.id, sessionId, sessionState: state, parallel, ...place };
  const slot = await tx.slot.create({ data });
  await refuseBlocked(tx, event.id, [slot.id]);
  await record(tx, slotBooked, slot.id, slot.version, toSlotState(slot));
  return toSlotView(slot, event, caller);
}
