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
import { bumpRevisions, recordHeartbeat, speakersScope } from '../modules/schedule';
import type { Tx } from '../shared/database';
import { applyAccounts, applyLoginEnds } from './apply-account';
import { eraseUser } from './erase-user';
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
/** @param service that has sent it */
const heartbeatOf = (service: string) => (tx: Tx, message: Message<messages.RelayHeartbeat>) =>
  recordHeartbeat(tx, service, message);
const transient = { isTransient: true };

/** What is shown of a service that was restored is composed anew. */
const scheduleRestored = async (tx: Tx, message: Message<TimelineStart>, logger: Logger) => {
  const lost = await applyTimeline([])(tx, message, logger);
  if (lost > 0) await bumpRevisions(tx, [{ scope: speakersScope, changedAt: message.time }]);
};

/** All that event-service consumes: whose tokens count, that a schedule has changed, and what others have lost. */
export const subscriptions: Subscription<Tx>[] = [
  onAll(messages.userRegistered, applyAccounts),
  onAll(messages.userUpdated, applyAccounts),
  onAll(messages.userDisabled, applyAccounts),
  on(messages.userErased, eraseUser),
  onAll(messages.userContactChanged, async () => undefined),
  onAll(messages.userLoginEnded, applyLoginEnds),
  onAll(messages.sessionCreated, schedulesChanged),
  onAll(messages.sessionUpdated, schedulesChanged),
  onAll(messages.sessionStatusChanged, schedulesChanged),
  onAll(messages.sessionSpeakersChanged, schedulesChanged),
  onAll(messages.sessionDeleted, schedulesChanged),
  onAll(messages.slotBooked, schedulesChanged),
  onAll(messages.slotMoved, schedulesChanged),
  onAll(messages.slotDeleted, schedulesChanged),
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
  on(messages.eventRestatementRequested, restate),
  on(messages.userRelayHeartbeat, heartbeatOf('user-service'), transient),
  on(messages.eventRelayHeartbeat, heartbeatOf('event-service'), transient),
  on(messages.sessionRelayHeartbeat, heartbeatOf('session-service'), transient),
  on(messages.speakerRelayHeartbeat, heartbeatOf('speaker-service'), transient),
];
