import { upsertEndedLogin, upsertSubject } from '@ems/chassis/auth';
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
  sessionRestatementRequested,
  speakerAvailabilityChanged,
  speakerClaimed,
  speakerCreated,
  speakerDeleted,
  speakerMerged,
  speakerSchedulesMissed,
  speakerTimelineStarted,
  speakerUpdated,
  userDisabled,
  userErased,
  userLoginEnded,
  userRegistered,
  userTimelineStarted,
  userUpdated,
} from '@ems/contracts';
import { restateSchedules } from '../modules/schedule';
import { deleteSpeaker, mergeSpeakers } from '../modules/sessions';
import { upsertAvailability } from '../replicas/availability';
import { upsertEventMembers } from '../replicas/events';
import { upsertSpeaker } from '../replicas/speakers';
import type { Tx } from '../shared/database';
import { applyEvent, applyEventDeletion } from './apply-event';
import { eraseUser } from './erase-user';
import { restate } from './restate';

const on = subscriptionsFor<Tx>();

/** All that session-service consumes: which events and speakers there are, when speakers are available, whose tokens do not count, and what others have missed or lost. */
export const subscriptions = [
  on(eventCreated, applyEvent),
  on(eventUpdated, applyEvent),
  on(eventPublished, applyEvent),
  on(eventUnpublished, applyEvent),
  on(eventCancelled, applyEvent),
  on(eventCompleted, applyEvent),
  on(eventDeleted, applyEventDeletion),
  on(eventMemberChanged, upsertEventMembers),
  on(speakerCreated, upsertSpeaker),
  on(speakerUpdated, upsertSpeaker),
  on(speakerClaimed, upsertSpeaker),
  on(speakerDeleted, deleteSpeaker),
  on(speakerMerged, mergeSpeakers),
  on(speakerAvailabilityChanged, upsertAvailability),
  on(speakerSchedulesMissed, restateSchedules),
  on(userRegistered, upsertSubject),
  on(userUpdated, upsertSubject),
  on(userDisabled, upsertSubject),
  on(userErased, eraseUser),
  on(userLoginEnded, upsertEndedLogin),
  on(eventTimelineStarted, applyTimeline(['event'])),
  on(speakerTimelineStarted, applyTimeline(['speaker'])),
  on(userTimelineStarted, applyTimeline(['user'], [userLoginEnded])),
  on(sessionRestatementRequested, restate),
];
