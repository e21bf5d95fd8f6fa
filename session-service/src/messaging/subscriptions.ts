import { upsertEndedLogins } from '@ems/chassis/auth';
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
  speakerContactShared,
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
import { upsertAccounts } from '../replicas/accounts';
import { upsertAvailabilities } from '../replicas/availability';
import { upsertContacts } from '../replicas/contacts';
import { upsertEventMembers } from '../replicas/events';
import { upsertSpeakers } from '../replicas/speakers';
import type { Tx } from '../shared/database';
import { applyEvent, applyEventDeletion } from './apply-event';
import { eraseUser } from './erase-user';
import { restate } from './restate';

const { on, onAll } = subscriptionsFor<Tx>();

/** All that session-service consumes: which events and speakers there are, when speakers are available and how they are reached, whose tokens do not count, and what others have missed or lost. */
export const subscriptions = [
  on(eventCreated, applyEvent),
  on(eventUpdated, applyEvent),
  on(eventPublished, applyEvent),
  on(eventUnpublished, applyEvent),
  on(eventCancelled, applyEvent),
  on(eventCompleted, applyEvent),
  on(eventDeleted, applyEventDeletion),
  on(eventMemberChanged, upsertEventMembers),
  onAll(speakerCreated, upsertSpeakers),
  onAll(speakerUpdated, upsertSpeakers),
  onAll(speakerClaimed, upsertSpeakers),
  on(speakerDeleted, deleteSpeaker),
  on(speakerMerged, mergeSpeakers),
  onAll(speakerAvailabilityChanged, upsertAvailabilities),
  onAll(speakerContactShared, upsertContacts),
  on(speakerSchedulesMissed, restateSchedules),
  onAll(userRegistered, upsertAccounts),
  onAll(userUpdated, upsertAccounts),
  onAll(userDisabled, upsertAccounts),
  on(userErased, eraseUser),
  onAll(userLoginEnded, upsertEndedLogins),
  on(eventTimelineStarted, applyTimeline(['event'])),
  on(speakerTimelineStarted, applyTimeline(['speaker'])),
  on(userTimelineStarted, applyTimeline(['user'], [userLoginEnded])),
  on(sessionRestatementRequested, restate),
];
