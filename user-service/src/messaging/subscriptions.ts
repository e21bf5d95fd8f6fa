import { type Subscription, subscriptionsFor } from '@ems/chassis/messaging';
import * as messages from '@ems/contracts';
import { keepReceipt } from '../modules/erasure';
import { followEvent, forgetEvent } from '../modules/events';
import type { Tx } from '../shared/database';

const on = subscriptionsFor<Tx>();

/** All that user-service hears: who owns which event, and which services have erased an account. */
export const subscriptions: Subscription<Tx>[] = [
  on(messages.eventCreated, followEvent),
  on(messages.eventUpdated, followEvent),
  on(messages.eventPublished, followEvent),
  on(messages.eventUnpublished, followEvent),
  on(messages.eventCancelled, followEvent),
  on(messages.eventCompleted, followEvent),
  on(messages.eventDeleted, forgetEvent),
  on(messages.eventUserErasureDone, keepReceipt('event-service')),
  on(messages.sessionUserErasureDone, keepReceipt('session-service')),
  on(messages.speakerUserErasureDone, keepReceipt('speaker-service')),
];
