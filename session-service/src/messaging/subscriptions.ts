import { subscriptionsFor } from '@ems/chassis/messaging';
import {
  eventCancelled,
  eventCompleted,
  eventCreated,
  eventDeleted,
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
  userRegistered,
  userUpdated,
} from '@ems/contracts';
import { copyAccount } from '../modules/accounts';
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
  on(speakerCreated, copySpeaker),
  on(speakerUpdated, copySpeaker),
  on(speakerClaimed, copySpeaker),
  on(speakerDeleted, burySpeaker),
  on(speakerMerged, followMerge),
  on(speakerAvailabilityChanged, copyAvailability),
  on(userRegistered, copyAccount),
  on(userUpdated, copyAccount),
  on(userDisabled, copyAccount),
];
