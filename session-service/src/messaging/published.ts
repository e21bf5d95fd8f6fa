import { newId, type Sql, type Statement } from '@ems/chassis/database';
import { enqueueMessage, enqueueMessages, type MessageContract, messageStatement } from '@ems/chassis/messaging';
import {
  type AnnouncedDecision,
  type Offer,
  type ReleasedSchedule,
  type RestatedSchedule,
  type SessionState,
  type SlotState,
  scheduleReleased,
  scheduleRestated,
  sessionDecisionAnnounced,
  sessionOfferChanged,
  sessionSpeakersMissed,
  sessionUserErasureDone,
} from '@ems/contracts';
import type { Room, Session, Slot, Track } from '../generated/prisma/client';

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

/** The nil UUID (RFC 9562): nobody, whose account is erased. */
export const nobody = '00000000-0000-0000-0000-000000000000';

const submitterOf = ({ submitterId }: Pick<Session, 'submitterId'>) => (submitterId === nobody ? null : submitterId);

type SessionFields = Pick<Session, 'id' | 'eventId' | 'title' | 'status' | 'submitterId' | 'version'> & {
  announcedStatus?: Session['announcedStatus'];

  speakers: readonly { speakerId: string }[];
};

const speakerIdsOf = (speakers: SessionFields['speakers']) => speakers.map(({ speakerId }) => speakerId);

const toSessionState = (session: SessionFields): SessionState => ({
  id: session.id,
  eventId: session.eventId,
  title: session.title,
  status: session.status,
  speakerIds: speakerIdsOf(session.speakers),
  submitterId: submitterOf(session),
  announcedStatus: session.announcedStatus ?? session.status,
});

/** {@link publishSession}, of many in one statement. */
export const publishSessions = (
  sql: Sql,
  contract: MessageContract<SessionState>,
  sessions: readonly SessionFields[],
) =>
  enqueueMessages(
    sql,
    contract,
    sessions.map(session => ({ subject: session.id, sequence: session.version, data: toSessionState(session) })),
  );

/** Each is told once, and none follows another, so each has a subject of its own. */
export const publishDecisions = (sql: Sql, decided: readonly (SessionFields & { message: string | null })[]) =>
  enqueueMessages(
    sql,
    sessionDecisionAnnounced,
    decided.flatMap(session => {
      const { id, eventId, title, status, message } = session;
      if (!isDecided(status)) return [];
      const data = { id, eventId, title, status, message, speakerIds: speakerIdsOf(session.speakers) };
      return [{ subject: newId(), sequence: 1, data: { ...data, submitterId: submitterOf(session) } }];
    }),
  );

/** Takes what a team wrote to an erased account from the archive of messages. */
export const forgetDecisions = (sql: Sql, userId: string) =>
  sql.$executeRaw`
    UPDATE outbox SET payload = payload || '{"message": null}'
    WHERE type = ${sessionDecisionAnnounced.type} AND payload ->> 'submitterId' = ${userId}`;

const isDecided = (status: Session['status']): status is AnnouncedDecision['status'] =>
  status === 'accepted' || status === 'waitlisted' || status === 'rejected';

export const publishSession = (sql: Sql, contract: MessageContract<SessionState>, session: SessionFields) =>
  enqueueMessage(sql, contract, session.id, session.version, toSessionState(session));

/** The statement of {@link publishSession}. */
export const sessionMessage = (contract: MessageContract<SessionState>, session: SessionFields): Statement =>
  messageStatement(contract, { subject: session.id, sequence: session.version, data: toSessionState(session) });

/** An offer is made, and answered or withdrawn once. */
const offersChanged = (offers: readonly Offer[]) =>
  offers.map(offer => ({ subject: offer.id, sequence: offer.status === 'pending' ? 1 : 2, data: offer }));

export const publishOffers = (sql: Sql, offers: readonly Offer[]) =>
  enqueueMessages(sql, sessionOfferChanged, offersChanged(offers));

/** The statement of {@link publishOffers}. */
export const offerMessage = (offers: readonly Offer[]): Statement =>
  messageStatement(sessionOfferChanged, ...offersChanged(offers));

type SlotFields = Pick<
  Slot,
  'id' | 'eventId' | 'sessionId' | 'sessionStatus' | 'roomId' | 'startsAt' | 'endsAt' | 'version'
>;

export const toSlotState = (slot: SlotFields): SlotState => ({
  id: slot.id,
  eventId: slot.eventId,
  sessionId: slot.sessionId,
  roomId: slot.roomId,
  startsAt: slot.startsAt.toISOString(),
  endsAt: slot.endsAt.toISOString(),
  sessionStatus: slot.sessionStatus,
});

export const publishSlot = (sql: Sql, contract: MessageContract<SlotState>, slot: SlotFields) =>
  enqueueMessage(sql, contract, slot.id, slot.version, toSlotState(slot));

/** The statement of {@link publishSlot}. */
export const slotMessage = (contract: MessageContract<SlotState>, slot: SlotFields): Statement =>
  messageStatement(contract, { subject: slot.id, sequence: slot.version, data: toSlotState(slot) });

type Named = Pick<Room | Track, 'id' | 'eventId' | 'name' | 'version'>;

export const publishRoomOrTrack = (
  sql: Sql,
  contract: MessageContract<Pick<Named, 'id' | 'eventId' | 'name'>>,
  { id, eventId, name, version }: Named,
) => enqueueMessage(sql, contract, id, version, { id, eventId, name });

/** @param deleted as it was: its deletion is one version more */
export const publishDeletion = (
  sql: Sql,
  contract: MessageContract<{ id: string; eventId: string }>,
  { id, eventId, version }: { id: string; eventId: string; version: number },
) => enqueueMessage(sql, contract, id, version + 1, { id, eventId });

export const publishRelease = (sql: Sql, released: ReleasedSchedule) =>
  enqueueMessage(sql, scheduleReleased, released.id, 1, released);

/** Nobody waits for one of these after another, so each has a subject of its own. */
export const publishRestatement = (sql: Sql, schedule: RestatedSchedule) =>
  enqueueMessage(sql, scheduleRestated, newId(), 1, schedule);

export const publishMissedSpeakers = (sql: Sql, ids: string[]) =>
  enqueueMessage(sql, sessionSpeakersMissed, newId(), 1, { ids });

/** @param lost a version that was lost, of which it is said that this one is shown instead */
export const publishInsteadOf = (sql: Sql, lost: { id: string; sequence: number }, released: ReleasedSchedule) =>
  enqueueMessage(sql, scheduleReleased, lost.id, lost.sequence + 1, released);

/** @param sequence of the message that asked for the erasure */
export const publishErasureReceipt = (sql: Sql, userId: string, sequence: number) =>
  enqueueMessage(sql, sessionUserErasureDone, userId, sequence, { userId });
