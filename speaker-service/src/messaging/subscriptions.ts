import { type EmailDigest, upsertEndedLogin } from '@ems/chassis/auth';
import { applyTimeline, subscriptionsFor } from '@ems/chassis/messaging';
import {
  eventCancelled,
  eventCompleted,
  eventCreated,
  eventDeleted,
  eventPublished,
  eventTimelineStarted,
  eventUnpublished,
  eventUpdated,
  roomCreated,
  roomUpdated,
  scheduleReleased,
  scheduleRestated,
  sessionCreated,
  sessionDeleted,
  sessionSpeakersChanged,
  sessionSpeakersMissed,
  sessionStatusChanged,
  sessionTimelineStarted,
  sessionUpdated,
  slotBooked,
  slotDeleted,
  slotMoved,
  speakerRestatementRequested,
  userDisabled,
  userErased,
  userLoginEnded,
  userRegistered,
  userTimelineStarted,
  userUpdated,
} from '@ems/contracts';
import { restateSpeakers } from '../modules/speakers';
import { upsertAccount } from '../replicas/accounts';
import { tombstoneEvent } from '../replicas/events';
import { upsertRelease } from '../replicas/releases';
import { tombstoneSession, upsertSession } from '../replicas/sessions';
import { tombstoneSlot, upsertRoom, upsertSchedule, upsertSlot } from '../replicas/slots';
import type { Tx } from '../shared/database';
import { applyEvent } from './apply-event';
import { eraseUser } from './erase-user';
import { restate } from './restate';

const on = subscriptionsFor<Tx>();

/** All that speaker-service consumes: who is on which session, when and where, what is released, which events are public, which accounts' tokens count, and what others have missed or lost. */
export const subscriptions = (digest: EmailDigest) => [
  on(sessionCreated, upsertSession),
  on(sessionUpdated, upsertSession),
  on(sessionStatusChanged, upsertSession),
  on(sessionSpeakersChanged, upsertSession),
  on(sessionDeleted, tombstoneSession),
  on(scheduleReleased, upsertRelease),
  on(scheduleRestated, upsertSchedule),
  on(slotBooked, upsertSlot),
  on(slotMoved, upsertSlot),
  on(slotDeleted, tombstoneSlot),
  on(roomCreated, upsertRoom),
  on(roomUpdated, upsertRoom),
  on(sessionSpeakersMissed, restateSpeakers),
  on(eventCreated, applyEvent),
  on(eventUpdated, applyEvent),
  on(eventPublished, applyEvent),
  on(eventUnpublished, applyEvent),
  on(eventCancelled, applyEvent),
  on(eventCompleted, applyEvent),
  on(eventDeleted, tombstoneEvent),
  on(userRegistered, upsertAccount),
  on(userUpdated, upsertAccount),
  on(userDisabled, upsertAccount),
  on(userErased, eraseUser(digest)),
  on(userLoginEnded, upsertEndedLogin),
  on(sessionTimelineStarted, applyTimeline(['session', 'schedule'], [scheduleRestated])),
  on(eventTimelineStarted, applyTimeline(['event'])),
  on(userTimelineStarted, applyTimeline(['user'], [userLoginEnded])),
  on(speakerRestatementRequested, restate),
];
