import { newId } from '@ems/chassis/database';
import { enqueueMessage, type MessageContract } from '@ems/chassis/messaging';
import {
  type ReleasedSchedule,
  type RestatedSchedule,
  type SessionState,
  type SlotState,
  scheduleReleased,
  scheduleRestated,
  sessionSpeakersMissed,
  sessionUserErasureDone,
} from '@ems/contracts';
import type { Room, Session, Slot, Track } from '../generated/prisma/client';
import type { Tx } from '../shared/database';

/** All that session-service produces. Each function enqueues the state of one noun, with its version as the sequence. */
export {
  roomCreated,
  roomDeleted,
  roomUpdated,
  sessionCreated,
  sessionDeleted,
  sessionSpeakersChanged,
  sessionStatusChanged,
  sessionUpdated,
  slotBooked,
  slotDeleted,
  slotMoved,
  trackCreated,
  trackDeleted,
  trackUpdated,
} from '@ems/contracts';

type SessionFields = Pick<Session, 'id' | 'eventId' | 'title' | 'status' | 'version'> & {
  speakers: readonly { speakerId: string }[];
};

const speakerIdsOf = (speakers: SessionFields['speakers']) => speakers.map(({ speakerId }) => speakerId);

export const publishSession = (tx: Tx, contract: MessageContract<SessionState>, session: SessionFields) =>
  enqueueMessage(tx, contract, session.id, session.version, {
    id: session.id,
    eventId: session.eventId,
    title: session.title,
    status: session.status,
    speakerIds: speakerIdsOf(session.speakers),
  });

export const toSlotState = (slot: Slot): SlotState => ({
  id: slot.id,
  eventId: slot.eventId,
  sessionId: slot.sessionId,
  roomId: slot.roomId,
  startsAt: slot.startsAt.toISOString(),
  endsAt: slot.endsAt.toISOString(),
});

export const publishSlot = (tx: Tx, contract: MessageContract<SlotState>, slot: Slot) =>
  enqueueMessage(tx, contract, slot.id, slot.version, toSlotState(slot));

type Named = Pick<Room | Track, 'id' | 'eventId' | 'name' | 'version'>;

export const publishRoomOrTrack = (
  tx: Tx,
  contract: MessageContract<Pick<Named, 'id' | 'eventId' | 'name'>>,
  { id, eventId, name, version }: Named,
) => enqueueMessage(tx, contract, id, version, { id, eventId, name });

/** @param deleted as it was: its deletion is one version more */
export const publishDeletion = (
  tx: Tx,
  contract: MessageContract<{ id: string; eventId: string }>,
  { id, eventId, version }: { id: string; eventId: string; version: number },
) => enqueueMessage(tx, contract, id, version + 1, { id, eventId });

export const publishRelease = (tx: Tx, released: ReleasedSchedule) =>
  enqueueMessage(tx, scheduleReleased, released.id, 1, released);

/** Nobody waits for one of these after another, so each has a subject of its own. */
export const publishRestatement = (tx: Tx, schedule: RestatedSchedule) =>
  enqueueMessage(tx, scheduleRestated, newId(), 1, schedule);

export const publishMissedSpeakers = (tx: Tx, ids: string[]) =>
  enqueueMessage(tx, sessionSpeakersMissed, newId(), 1, { ids });

/** @param lost a version that was lost, of which it is said that this one is shown instead */
export const publishInsteadOf = (tx: Tx, lost: { id: string; sequence: number }, released: ReleasedSchedule) =>
  enqueueMessage(tx, scheduleReleased, lost.id, lost.sequence + 1, released);

/** @param sequence of the message that asked for the erasure */
export const publishErasureReceipt = (tx: Tx, userId: string, sequence: number) =>
  enqueueMessage(tx, sessionUserErasureDone, userId, sequence, { userId });
