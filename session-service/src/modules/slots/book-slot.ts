import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { conflict, notFound } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { slotBooked } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { isOrganizing, lockEvent, requireOrganizing, teamRole } from '../events';
import { lockPlace, requireTimes } from './place';
import { type newSlotBody, toSlotState, toSlotView } from './schemas';

/**
 * Gives a session a place and time. Whether it is free the database decides, by `slots_room_once` and
 * `slot_speakers_speaker_once`.
 */
export async function bookSlot(tx: Tx, sessionId: string, body: z.infer<typeof newSlotBody>, caller: Caller) {
  const found = await tx.session.findUnique({ where: { id: sessionId }, select: { eventId: true } });
  if (!found) throw notFound('session');
  const event = await lockEvent(tx, found.eventId);
  const session = await lockSessionOf(tx, sessionId);
  const isKnown = session.state === 'confirmed' || isOrganizing(teamRole(event, caller));
  if (!isKnown) throw notFound('session');
  requireOrganizing(event, caller, 'session');
  const { state } = session;
  if (state !== 'accepted' && state !== 'confirmed') {
    throw conflict('session.not-accepted', 'Only accepted and confirmed sessions have slots.', { state });
  }
  const endsAt = body.endsAt ?? new Date(body.startsAt.getTime() + session.durationMinutes * 60_000);
  const place = { roomId: body.roomId, startsAt: body.startsAt, endsAt };
  requireTimes(event, place);
  const { parallel } = await lockPlace(tx, event.id, place.roomId);
  const slot = await tx.slot.create({
    data: { id: newId(), eventId: event.id, sessionId, sessionState: state, parallel, ...place },
  });
  await record(tx, slotBooked, slot.id, slot.version, toSlotState(slot));
  return toSlotView(slot, event, caller);
}

async function lockSessionOf(tx: Tx, id: string) {
  const [session] = await tx.$queryRaw<{ state: string; durationMinutes: number }[]>`
    SELECT state::text, duration_minutes AS "durationMinutes" FROM sessions WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  if (!session) throw notFound('session');
  return session;
}
