import { type EmailDigest, upsertEndedLogins, upsertSubjectsAndAddresses } from '@ems/chassis/auth';
import { applyTimeline, subscriptionsFor } from '@ems/chassis/messaging';
import {
  eventCancelled,
  eventCompleted,
  eventCreated,
  eventDeleted,
  eventMemberChanged,
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
import { upsertEventMembers } from '../replicas/events';
import { upsertRelease } from '../replicas/releases';
import { tombstoneSlots, upsertRooms, upsertSchedule, upsertSlots } from '../replicas/slots';
import type { Tx } from '../shared/database';
import { applyAccount } from './apply-account';
import { applyDeletedEvent } from './apply-deleted-event';
import { applyEvent } from './apply-event';
import { applySessions } from './apply-sessions';
import { eraseUser } from './erase-user';
import { restate } from './restate';

const { on, onAll } = subscriptionsFor<Tx>();

/** All that speaker-service consumes: who is on which session, when and where, what is released, which events are public, who plans them, which accounts' tokens count, and what others have missed or lost. */
export const subscriptions = (digest: EmailDigest) => [
  onAll(sessionCreated, applySessions),
  onAll(sessionUpdated, applySessions),
  onAll(sessionStatusChanged, applySessions),
  onAll(sessionSpeakersChanged, applySessions),
  onAll(sessionDeleted, applySessions),
  on(scheduleReleased, upsertRelease),
  on(scheduleRestated, upsertSchedule),
  onAll(slotBooked, upsertSlots),
  onAll(slotMoved, upsertSlots),
  onAll(slotDeleted, tombstoneSlots),
  onAll(roomCreated, upsertRooms),
  onAll(roomUpdated, upsertRooms),
  on(sessionSpeakersMissed, restateSpeakers),
  on(eventCreated, applyEvent),
  on(eventUpdated, applyEvent),
  on(eventPublished, applyEvent),
  on(eventUnpublished, applyEvent),
  on(eventCancelled, applyEvent),
  on(eventCompleted, applyEvent),
  on(eventDeleted, applyDeletedEvent),
  on(eventMemberChanged, upsertEventMembers),
  onAll(userRegistered, upsertSubjectsAndAddresses),
  on(userUpdated, applyAccount(digest)),
  onAll(userDisabled, upsertSubjectsAndAddresses),
  on(userErased, eraseUser(digest)),
  onAll(userLoginEnded, upsertEndedLogins),
  on(sessionTimelineStarted, applyTimeline(['session', 'schedule'], [scheduleRestated])),
  on(eventTimelineStarted, applyTimeline(['event'])),
  on(userTimelineStarted, applyTimeline(['user'], [userLoginEnded])),
  on(speakerRestatementRequested, restate),
];
