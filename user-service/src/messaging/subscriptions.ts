import type { EmailDigest } from '@ems/chassis/auth';
import { applyTimeline, type Subscription, subscriptionsFor } from '@ems/chassis/messaging';
import * as messages from '@ems/contracts';
import { recordReceipt } from '../modules/erasure';
import { upsertEvents } from '../replicas/events';
import type { Tx } from '../shared/database';
import { restate } from './restate';

const { on, onAll } = subscriptionsFor<Tx>();

/** All that user-service consumes: who owns which event, which services have erased an account, and what others have lost. */
export const subscriptions = (digest: EmailDigest): Subscription<Tx>[] => [
  onAll(messages.eventCreated, upsertEvents),
  onAll(messages.eventUpdated, upsertEvents),
  onAll(messages.eventPublished, upsertEvents),
  onAll(messages.eventUnpublished, upsertEvents),
  onAll(messages.eventCancelled, upsertEvents),
  onAll(messages.eventCompleted, upsertEvents),
  onAll(messages.eventDeleted, upsertEvents),
  on(messages.eventUserErasureDone, recordReceipt('event-service')),
  on(messages.sessionUserErasureDone, recordReceipt('session-service')),
  on(messages.speakerUserErasureDone, recordReceipt('speaker-service')),
  on(messages.eventTimelineStarted, applyTimeline(['event'])),
  on(messages.sessionTimelineStarted, applyTimeline([])),
  on(messages.speakerTimelineStarted, applyTimeline([])),
  on(messages.userRestatementRequested, restate(digest)),
];
