import type { EmailDigest } from '@ems/chassis/auth';
import { applyTimeline, type Subscription, subscriptionsFor } from '@ems/chassis/messaging';
import * as messages from '@ems/contracts';
import { recordReceipt } from '../modules/erasure';
import {
  applyEvents,
  applyRegistrations,
  applySessions,
  tellClaimInvitation,
  tellDecision,
  tellMemberInvitation,
  tellOffer,
  tellRelease,
  tellRetention,
  tellSuggestion,
} from '../modules/notifications';
import { upsertMembers } from '../replicas/events';
import { upsertInvitations } from '../replicas/invitations';
import { forgetRegistrations } from '../replicas/registrations';
import { upsertSpeakerContacts, upsertSpeakers } from '../replicas/speakers';
import type { Tx } from '../shared/database';
import { restate } from './restate';

const { on, onAll } = subscriptionsFor<Tx>();

interface Dependencies {
  emailDigest: EmailDigest;
  /** How long changes are gathered before mails tell of them, in seconds. */
  delaySeconds: number;
}

/** All that user-service consumes: what people are told by mail, which services have erased an account, and what others have lost. */
export function subscriptions({ emailDigest, delaySeconds }: Dependencies): Subscription<Tx>[] {
  const eventsChanged = applyEvents(delaySeconds);
  const sessionsChanged = applySessions(delaySeconds);
  return [
    onAll(messages.eventCreated, eventsChanged),
    onAll(messages.eventUpdated, eventsChanged),
    onAll(messages.eventPublished, eventsChanged),
    onAll(messages.eventUnpublished, eventsChanged),
    onAll(messages.eventCancelled, eventsChanged),
    onAll(messages.eventCompleted, eventsChanged),
    onAll(messages.eventDeleted, eventsChanged),
    on(messages.eventMemberChanged, upsertMembers),
    on(messages.eventRetentionDue, tellRetention),
    onAll(messages.registrationConfirmed, applyRegistrations),
    onAll(messages.registrationWaitlisted, applyRegistrations),
    onAll(messages.registrationPromoted, applyRegistrations),
    onAll(messages.registrationCancelled, applyRegistrations),
    onAll(messages.registrationCheckedIn, applyRegistrations),
    onAll(messages.registrationForgotten, forgetRegistrations),
    on(messages.eventOfferChanged, tellOffer),
    on(messages.eventMemberInvited, tellMemberInvitation),
    onAll(messages.eventMemberInvitationEnded, upsertInvitations),
    onAll(messages.sessionCreated, sessionsChanged),
    onAll(messages.sessionUpdated, sessionsChanged),
    onAll(messages.sessionStatusChanged, sessionsChanged),
    onAll(messages.sessionSpeakersChanged, sessionsChanged),
    onAll(messages.sessionDeleted, sessionsChanged),
    on(messages.sessionDecisionAnnounced, tellDecision),
    on(messages.sessionOfferChanged, tellOffer),
    on(messages.scheduleReleased, tellRelease(delaySeconds)),
    onAll(messages.speakerCreated, upsertSpeakers),
    onAll(messages.speakerUpdated, upsertSpeakers),
    onAll(messages.speakerClaimed, upsertSpeakers),
    onAll(messages.speakerDeleted, upsertSpeakers),
    onAll(messages.speakerMerged, upsertSpeakers),
    onAll(messages.speakerContactChanged, upsertSpeakerContacts),
    on(messages.speakerInvited, tellClaimInvitation),
    onAll(messages.speakerInvitationEnded, upsertInvitations),
    on(messages.speakerChangeSuggested, tellSuggestion),
    on(messages.eventUserErasureDone, recordReceipt('event-service')),
    on(messages.sessionUserErasureDone, recordReceipt('session-service')),
    on(messages.speakerUserErasureDone, recordReceipt('speaker-service')),
    on(messages.eventTimelineStarted, applyTimeline(['event'], eventFacts)),
    on(messages.sessionTimelineStarted, applyTimeline(['session'], sessionFacts)),
    on(messages.speakerTimelineStarted, applyTimeline(['speaker'], speakerFacts)),
    on(messages.userRestatementRequested, restate(emailDigest)),
  ];
}

/** What says no state of an event, a session or a speaker. */
const eventFacts = [
  messages.eventOfferChanged,
  messages.eventMemberInvited,
  messages.eventMemberInvitationEnded,
  messages.eventRetentionDue,
];
const sessionFacts = [messages.sessionDecisionAnnounced, messages.sessionOfferChanged];
const speakerFacts = [
  messages.speakerContactChanged,
  messages.speakerInvited,
  messages.speakerInvitationEnded,
  messages.speakerChangeSuggested,
];
