import { eraseSubject, upsertEndedLogins, upsertSubjects } from '@ems/chassis/auth';
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
import { upsertAvailabilities } from '../replicas/availability';
import { upsertContacts } from '../replicas/contacts';
import { replayEvent, tombstoneEvent, upsertEventMembers } from '../replicas/events';
import { tombstoneMergedSpeaker, tombstoneSpeaker, upsertSpeakers } from '../replicas/speakers';
import type { Tx } from '../shared/database';
import { applyEvent, applyEventDeletion } from './apply-event';
import { eraseUser } from './erase-user';
import { restate } from './restate';

const { on, onAll } = subscriptionsFor<Tx>();

/** All that session-service consumes: which events and speakers there are, when speakers are available and how they are reached, whose tokens do not count, and what others have missed or lost. */
export const subscriptions = [
  on(eventCreated, applyEvent, { replay: replayEvent }),
  on(eventUpdated, applyEvent, { replay: replayEvent }),
  on(eventPublished, applyEvent, { replay: replayEvent }),
  on(eventUnpublished, applyEvent, { replay: replayEvent }),
  on(eventCancelled, applyEvent, { replay: replayEvent }),
  on(eventCompleted, applyEvent, { replay: replayEvent }),
  on(eventDeleted, applyEventDeletion, { replay: tombstoneEvent }),
  on(eventMemberChanged, upsertEventMembers, { replay: upsertEventMembers }),
  onAll(speakerCreated, upsertSpeakers, { replay: upsertSpeakers }),
  onAll(speakerUpdated, upsertSpeakers, { replay: upsertSpeakers }),
  onAll(speakerClaimed, upsertSpeakers, { replay: upsertSpeakers }),
  on(speakerDeleted, deleteSpeaker, { replay: tombstoneSpeaker }),
  on(speakerMerged, mergeSpeakers, { replay: tombstoneMergedSpeaker }),
  onAll(speakerAvailabilityChanged, upsertAvailabilities, { replay: upsertAvailabilities }),
  onAll(speakerContactShared, upsertContacts, { replay: upsertContacts }),
  on(speakerSchedulesMissed, restateSchedules),
  onAll(userRegistered, upsertSubjects, { replay: upsertSubjects }),
  onAll(userUpdated, upsertSubjects, { replay: upsertSubjects }),
  onAll(userDisabled, upsertSubjects, { replay: upsertSubjects }),
  on(userErased, eraseUser, { replay: eraseSubject }),
  onAll(userLoginEnded, upsertEndedLogins, { replay: upsertEndedLogins }),
  on(eventTimelineStarted, applyTimeline(['event'])),
  on(speakerTimelineStarted, applyTimeline(['speaker'])),
  on(userTimelineStarted, applyTimeline(['user'], [userLoginEnded])),
  on(sessionRestatementRequested, restate),
];
