import { subscriptionsFor } from '@ems/chassis/messaging';
import {
  eventCancelled,
  eventCompleted,
  eventCreated,
  eventDeleted,
  eventMemberChanged,
  eventPublished,
  eventUnpublished,
  eventUpdated,
  speakerAvailabilityChanged,
  speakerClaimed,
  speakerCreated,
  speakerDeleted,
  speakerMerged,
  speakerUpdated,
  userDisabled,
  userErased,
  userRegistered,
  userUpdated,
} from '@ems/contracts';
import { copyAccount, eraseAccount } from '../modules/accounts';
import { followMembers } from '../modules/events';
import { followEvent, removeEvent } from '../modules/programme';
import { followMerge } from '../modules/sessions';
import { burySpeaker, copyAvailability, copySpeaker } from '../modules/speakers';
import type { Tx } from '../shared/database';

const on = subscriptionsFor<Tx>();

/** All that session-service hears: which events and speakers there are, when speakers can come, and whose account is disabled. */
export const subscriptions = [
  on(eventCreated, followEvent),
  on(eventUpdated, followEvent),
  on(eventPublished, followEvent),
  on(eventUnpublished, followEvent),
  on(eventCancelled, followEvent),
  on(eventCompleted, followEvent),
  on(eventDeleted, removeEvent),
  on(eventMemberChanged, followMembers),
  on(speakerCreated, copySpeaker),
  on(speakerUpdated, copySpeaker),
  on(speakerClaimed, copySpeaker),
  on(speakerDeleted, burySpeaker),
  on(speakerMerged, followMerge),
  on(speakerAvailabilityChanged, copyAvailability),
  on(userRegistered, copyAccount),
  on(userUpdated, copyAccount),
  on(userDisabled, copyAccount),
  on(userErased, eraseAccount),
];
