import type { EmailDigest } from '@ems/chassis/auth';
import { applyTimeline, type Subscription, subscriptionsFor } from '@ems/chassis/messaging';
import * as messages from '@ems/contracts';
import { recordReceipt } from '../modules/erasure';
import { upsertEvents } from '../replicas/events';
import type { Tx } from '../shared/database';
import { restate } from './restate';

const { on, onAll } = subscriptionsFor<Tx>();

/** Heard, and of no use to this service yet. */
const noted = async () => undefined;

/** All that user-service consumes: who owns which event, which services have erased an account, and what others have lost. */
export const subscriptions = (digest: EmailDigest): Subscription<Tx>[] => [
  onAll(messages.eventCreated, upsertEvents),
  onAll(messages.eventUpdated, upsertEvents),
  onAll(messages.eventPublished, upsertEvents),
  onAll(messages.eventUnpublished, upsertEvents),
  onAll(messages.eventCancelled, upsertEvents),
  onAll(messages.eventCompleted, upsertEvents),
  onAll(messages.eventDeleted, upsertEvents),
  onAll(messages.registrationConfirmed, noted),
  onAll(messages.registrationWaitlisted, noted),
  onAll(messages.registrationPromoted, noted),
  onAll(messages.registrationCancelled, noted),
  onAll(messages.registrationCheckedIn, noted),
  onAll(messages.registrationForgotten, noted),
  onAll(messages.eventOfferChanged, noted),
  onAll(messages.eventMemberInvited, noted),
  onAll(messages.eventMemberInvitationEnded, noted),
  onAll(messages.eventRetentionDue, noted),
  onAll(messages.sessionCreated, noted),
  onAll(messages.sessionUpdated, noted),
  onAll(messages.sessionStatusChanged, noted),
  onAll(messages.sessionSpeakersChanged, noted),
  onAll(messages.sessionDeleted, noted),
  onAll(messages.sessionDecisionAnnounced, noted),
  onAll(messages.sessionOfferChanged, noted),
  onAll(messages.scheduleReleased, noted),
  onAll(messages.speakerCreated, noted),
  onAll(messages.speakerUpdated, noted),
  onAll(messages.speakerDeleted, noted),
  onAll(messages.speakerClaimed, noted),
  onAll(messages.speakerContactChanged, noted),
  onAll(messages.speakerInvited, noted),
  onAll(messages.speakerInvitationEnded, noted),
  onAll(messages.speakerChangeSuggested, noted),
  onAll(messages.speakerMerged, noted),
  on(messages.eventUserErasureDone, recordReceipt('event-service')),
  on(messages.sessionUserErasureDone, recordReceipt('session-service')),
  on(messages.speakerUserErasureDone, recordReceipt('speaker-service')),
  on(messages.eventTimelineStarted, applyTimeline(['event'])),
  on(messages.sessionTimelineStarted, applyTimeline([])),
  on(messages.speakerTimelineStarted, applyTimeline([])),
  on(messages.userRestatementRequested, restate(digest)),
];
