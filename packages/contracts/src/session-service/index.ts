import { z } from 'zod';
import { defineMessage } from '../define-message';
import { erasureReceipt } from '../erasure-receipt';

const schedule = ['event-service'];
const people = ['event-service', 'speaker-service'];

const sessionState = z.object({
  id: z.uuid(),
  eventId: z.uuid(),
  title: z.string(),
  state: z.enum(['draft', 'submitted', 'accepted', 'waitlisted', 'rejected', 'confirmed', 'withdrawn', 'canceled']),
  speakerIds: z.array(z.uuid()),
});
const slotState = z.object({
  id: z.uuid(),
  eventId: z.uuid(),
  sessionId: z.uuid(),
  roomId: z.uuid(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
});
const placeState = z.object({ id: z.uuid(), eventId: z.uuid(), name: z.string() });
const gone = z.object({ id: z.uuid(), eventId: z.uuid() });

export type SessionState = z.infer<typeof sessionState>;
export type SlotState = z.infer<typeof slotState>;

export const sessionCreated = defineMessage('session.created.v1', people, sessionState);
export const sessionUpdated = defineMessage('session.updated.v1', people, sessionState);
export const sessionStateChanged = defineMessage('session.state-changed.v1', people, sessionState);
export const sessionSpeakersChanged = defineMessage('session.speakers-changed.v1', people, sessionState);
export const sessionDeleted = defineMessage('session.deleted.v1', people, gone);

export const slotBooked = defineMessage('slot.booked.v1', schedule, slotState);
export const slotMoved = defineMessage('slot.moved.v1', schedule, slotState);
export const slotFreed = defineMessage('slot.freed.v1', schedule, slotState);

export const roomCreated = defineMessage('room.created.v1', schedule, placeState);
export const roomUpdated = defineMessage('room.updated.v1', schedule, placeState);
export const roomDeleted = defineMessage('room.deleted.v1', schedule, gone);

export const trackCreated = defineMessage('track.created.v1', schedule, placeState);
export const trackUpdated = defineMessage('track.updated.v1', schedule, placeState);
export const trackDeleted = defineMessage('track.deleted.v1', schedule, gone);

/** What the public sees of the event is now this version. */
export const scheduleReleased = defineMessage('schedule.released.v1', schedule, placeState);

export const sessionUserErasureDone = erasureReceipt('session-service');
