import { upsertEndedLogins, upsertSubjectsAndAddresses } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import type { Logger } from '@ems/chassis/log';
import {
  applyTimeline,
  type Message,
  type Subscription,
  subscriptionsFor,
  type TimelineStart,
} from '@ems/chassis/messaging';
import * as messages from '@ems/contracts';
import { restateEvents } from '../modules/events';
import { bumpRevisions, recordHeartbeat, speakersScope } from '../modules/schedule';
import type { TicketSeal } from '../modules/seats';
import { upsertContacts } from '../replicas/contacts';
import type { Tx } from '../shared/database';
import { applyAccounts, applyLoginEnds } from './apply-account';
import { eraseAccount, eraseUser } from './erase-user';
import { restate } from './restate';

const { on, onAll } = subscriptionsFor<Tx>();

/** One handler of all that changes schedules, so that a batch counts them in one statement. */
const schedulesChanged = (sql: Sql, messages: readonly Message<{ eventId: string } | { id: string }>[]) =>
  bumpRevisions(
    sql,
    messages.map(({ data, time }) => ({
      ...('eventId' in data ? { scope: data.eventId } : { speakerId: data.id }),
      changedAt: time,
    })),
  );
/** What a team has decided and not announced changes nothing of a schedule, so not its time either: that would tell of it. */
const statusesChanged = (sql: Sql, messages: readonly Message<messages.SessionState>[]) =>
  schedulesChanged(
    sql,
    messages.filter(({ data: { status, announcedStatus = status } }) => status === announcedStatus),
  );
/** The public sees no slot of a session that is not confirmed: its time would tell of a decision that is held. */
const slotsChanged = (sql: Sql, messages: readonly Message<messages.SlotState>[]) =>
  schedulesChanged(
    sql,
    messages.filter(({ data: { sessionStatus = 'confirmed' } }) => sessionStatus === 'confirmed'),
  );
/** @param service that has sent it */
const heartbeatOf = (service: string) => (tx: Tx, message: Message<messages.RelayHeartbeat>) =>
  recordHeartbeat(tx, service, message);
const transient = { isTransient: true };

/** What is shown of a service that was restored is composed anew. */
const scheduleRestored = async (tx: Tx, message: Message<TimelineStart>, logger: Logger) => {
  const lost = await applyTimeline([])(tx, message, logger);
  if (lost > 0) await bumpRevisions(tx, [{ scope: speakersScope, changedAt: message.time }]);
};

function accountSubscriptions(ticketSeal: TicketSeal) {
  const apply = applyAccounts(ticketSeal);
  return [
    // One handler of all that says what an account is, so that a batch is stored by one statement.
    onAll(messages.userRegistered, apply, { replay: upsertSubjectsAndAddresses }),
    onAll(messages.userUpdated, apply, { replay: upsertSubjectsAndAddresses }),
    onAll(messages.userDisabled, apply, { replay: upsertSubjectsAndAddresses }),
    onAll(messages.userContactChanged, upsertContacts, { replay: upsertContacts }),
    on(messages.userErased, eraseUser(ticketSeal), { replay: eraseAccount }),
  ];
}

/**
 * All that event-service consumes: whose tokens count, how people are called, that a schedule has changed, and what others have lost.
 * @param ticketSeal for those who get a seat that somebody's end makes free
 */
export const subscriptionsOf = (ticketSeal: TicketSeal): Subscription<Tx>[] => [
  ...accountSubscriptions(ticketSeal),
  onAll(messages.userLoginEnded, applyLoginEnds, { replay: upsertEndedLogins }),
  onAll(messages.sessionCreated, schedulesChanged),
  onAll(messages.sessionUpdated, schedulesChanged),
  onAll(messages.sessionStatusChanged, statusesChanged),
  onAll(messages.sessionSpeakersChanged, schedulesChanged),
  onAll(messages.sessionDeleted, schedulesChanged),
  onAll(messages.slotBooked, slotsChanged),
  onAll(messages.slotMoved, slotsChanged),
  onAll(messages.slotDeleted, slotsChanged),
  onAll(messages.roomCreated, schedulesChanged),
  onAll(messages.roomUpdated, schedulesChanged),
  onAll(messages.roomDeleted, schedulesChanged),
  onAll(messages.trackCreated, schedulesChanged),
  onAll(messages.trackUpdated, schedulesChanged),
  onAll(messages.trackDeleted, schedulesChanged),
  onAll(messages.scheduleReleased, schedulesChanged),
  onAll(messages.speakerCreated, schedulesChanged),
  onAll(messages.speakerUpdated, schedulesChanged),
  onAll(messages.speakerDeleted, schedulesChanged),
  onAll(messages.speakerMerged, schedulesChanged),
  on(messages.userTimelineStarted, applyTimeline(['user'], [messages.userLoginEnded])),
  on(messages.sessionTimelineStarted, scheduleRestored),
  on(messages.speakerTimelineStarted, scheduleRestored),
  on(messages.userEventsMissed, restateEvents),
  on(messages.eventRestatementRequested, restate),
  on(messages.userRelayHeartbeat, heartbeatOf('user-service'), transient),
  on(messages.eventRelayHeartbeat, heartbeatOf('event-service'), transient),
  on(messages.sessionRelayHeartbeat, heartbeatOf('session-service'), transient),
  on(messages.speakerRelayHeartbeat, heartbeatOf('speaker-service'), transient),
];
