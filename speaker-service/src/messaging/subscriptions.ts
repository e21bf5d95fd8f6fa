import { subscriptionsFor } from '@ems/chassis/messaging';
import {
  eventCancelled,
  eventCompleted,
  eventCreated,
  eventDeleted,
  eventPublished,
  eventUnpublished,
  eventUpdated,
  sessionCreated,
  sessionDeleted,
  sessionSpeakersChanged,
  sessionStateChanged,
  sessionUpdated,
  userDisabled,
  userErased,
  userRegistered,
  userUpdated,
} from '@ems/contracts';
import { copyAccount, eraseAccount } from '../modules/accounts';
import { copyEvent, forgetEvent } from '../modules/event-copies';
import { copySession, forgetSession } from '../modules/session-copies';
import type { Tx } from '../shared/database';

const on = subscriptionsFor<Tx>();

/** All that speaker-service hears: who is on which session, which of them all may see, and whose account is disabled. */
export const subscriptions = [
  on(sessionCreated, copySession),
  on(sessionUpdated, copySession),
  on(sessionStateChanged, copySession),
  on(sessionSpeakersChanged, copySession),
  on(sessionDeleted, forgetSession),
  on(eventCreated, copyEvent),
  on(eventUpdated, copyEvent),
  on(eventPublished, copyEvent),
  on(eventUnpublished, copyEvent),
  on(eventCancelled, copyEvent),
  on(eventCompleted, copyEvent),
  on(eventDeleted, forgetEvent),
  on(userRegistered, copyAccount),
  on(userUpdated, copyAccount),
  on(userDisabled, copyAccount),
  on(userErased, eraseAccount),
];
