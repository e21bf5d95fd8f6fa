import type { Logger } from '@ems/chassis/log';
import {
  applyTimeline,
  type Message,
  type Subscription,
  subscriptionsFor,
  type TimelineStart,
} from '@ems/chassis/messaging';
import * as messages from '@ems/contracts';
import { bumpRevision, recordHeartbeat, speakersScope } from '../modules/schedule';
import type { Tx } from '../shared/database';
import { applyAccount, applyLoginEnd } from './apply-account';
import { eraseUser } from './erase-user';
import { restate } from './restate';

const on = subscriptionsFor<Tx>();

const scheduleChanged = (tx: Tx, { data, time }: Message<{ eventId: string }>) => bumpRevision(tx, data.eventId, time);
/** @param service that has sent it */
const heartbeatOf = (service: string) => (tx: Tx, message: Message<messages.RelayHeartbeat>) =>
  recordHeartbeat(tx, service, message);
const transient = { isTransient: true };
const speakersChanged = (tx: Tx, { time }: Message<unknown>) => bumpRevision(tx, speakersScope, time);

/** What is shown of a service that was restored is composed anew. */
const scheduleRestored = async (tx: Tx, message: Message<TimelineStart>, logger: Logger) => {
  const lost = await applyTimeline([])(tx, message, logger);
  if (lost > 0) await bumpRevision(tx, speakersScope, message.time);
};

/** All that event-service consumes: whose tokens count, that a schedule has changed, and what others have lost. */
export const subscriptions: Subscription<Tx>[] = [
  on(messages.userRegistered, applyAccount),
  on(messages.userUpdated, applyAccount),
  on(messages.userDisabled, applyAccount),
  on(messages.userErased, eraseUser),
  on(messages.userLoginEnded, applyLoginEnd),
  on(messages.sessionCreated, scheduleChanged),
  on(messages.sessionUpdated, scheduleChanged),
  on(messages.sessionStatusChanged, scheduleChanged),
  on(messages.sessionSpeakersChanged, scheduleChanged),
  on(messages.sessionDeleted, scheduleChanged),
  on(messages.slotBooked, scheduleChanged),
  on(messages.slotMoved, scheduleChanged),
  on(messages.slotDeleted, scheduleChanged),
  on(messages.roomCreated, scheduleChanged),
  on(messages.roomUpdated, scheduleChanged),
  on(messages.roomDeleted, scheduleChanged),
  on(messages.trackCreated, scheduleChanged),
  on(messages.trackUpdated, scheduleChanged),
  on(messages.trackDeleted, scheduleChanged),
  on(messages.scheduleReleased, scheduleChanged),
  on(messages.speakerCreated, speakersChanged),
  on(messages.speakerUpdated, speakersChanged),
  on(messages.speakerDeleted, speakersChanged),
  on(messages.userTimelineStarted, applyTimeline(['user'], [messages.userLoginEnded])),
  on(messages.sessionTimelineStarted, scheduleRestored),
  on(messages.speakerTimelineStarted, scheduleRestored),
  on(messages.eventRestatementRequested, restate),
  on(messages.userRelayHeartbeat, heartbeatOf('user-service'), transient),
  on(messages.eventRelayHeartbeat, heartbeatOf('event-service'), transient),
  on(messages.sessionRelayHeartbeat, heartbeatOf('session-service'), transient),
  on(messages.speakerRelayHeartbeat, heartbeatOf('speaker-service'), transient),
];
