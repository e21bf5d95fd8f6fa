import {
  type EmailDigest,
  eraseSubjectAndAddress,
  upsertEndedLogins,
  upsertSubjectsAndAddresses,
} from '@ems/chassis/auth';
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
import { replayEvent, tombstoneEvent, upsertEventMembers } from '../replicas/events';
import { upsertRelease } from '../replicas/releases';
import { upsertSessions } from '../replicas/sessions';
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
  onAll(sessionCreated, applySessions, { replay: upsertSessions }),
  onAll(sessionUpdated, applySessions, { replay: upsertSessions }),
  onAll(sessionStatusChanged, applySessions, { replay: upsertSessions }),
  onAll(sessionSpeakersChanged, applySessions, { replay: upsertSessions }),
  onAll(sessionDeleted, applySessions, { replay: upsertSessions }),
  on(scheduleReleased, upsertRelease, { replay: upsertRelease }),
  on(scheduleRestated, upsertSchedule),
  onAll(slotBooked, upsertSlots, { replay: upsertSlots }),
  onAll(slotMoved, upsertSlots, { replay: upsertSlots }),
  onAll(slotDeleted, tombstoneSlots, { replay: tombstoneSlots }),
  onAll(roomCreated, upsertRooms, { replay: upsertRooms }),
  onAll(roomUpdated, upsertRooms, { replay: upsertRooms }),
  on(sessionSpeakersMissed, restateSpeakers),
  on(eventCreated, applyEvent, { replay: replayEvent }),
  on(eventUpdated, applyEvent, { replay: replayEvent }),
  on(eventPublished, applyEvent, { replay: replayEvent }),
  on(eventUnpublished, applyEvent, { replay: replayEvent }),
  on(eventCancelled, applyEvent, { replay: replayEvent }),
  on(eventCompleted, applyEvent, { replay: replayEvent }),
  on(eventDeleted, applyDeletedEvent, { replay: tombstoneEvent }),
  on(eventMemberChanged, upsertEventMembers, { replay: upsertEventMembers }),
  onAll(userRegistered, upsertSubjectsAndAddresses, { replay: upsertSubjectsAndAddresses }),
  on(userUpdated, applyAccount(digest), { replay: (tx, message) => upsertSubjectsAndAddresses(tx, [message]) }),
  onAll(userDisabled, upsertSubjectsAndAddresses, { replay: upsertSubjectsAndAddresses }),
  on(userErased, eraseUser(digest), { replay: eraseSubjectAndAddress }),
  onAll(userLoginEnded, upsertEndedLogins, { replay: upsertEndedLogins }),
  on(sessionTimelineStarted, applyTimeline(['session', 'schedule'], [scheduleRestated])),
  on(eventTimelineStarted, applyTimeline(['event'])),
  on(userTimelineStarted, applyTimeline(['user'], [userLoginEnded])),
  on(speakerRestatementRequested, restate),
];
