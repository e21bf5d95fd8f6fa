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
import { upsertEvents, upsertMembers } from '../replicas/events';
import { upsertInvitations } from '../replicas/invitations';
import { forgetRegistrations, upsertRegistrations } from '../replicas/registrations';
import { upsertRelease } from '../replicas/releases';
import { upsertSessions } from '../replicas/sessions';
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
    onAll(messages.eventCreated, eventsChanged, { replay: upsertEvents }),
    onAll(messages.eventUpdated, eventsChanged, { replay: upsertEvents }),
    onAll(messages.eventPublished, eventsChanged, { replay: upsertEvents }),
    onAll(messages.eventUnpublished, eventsChanged, { replay: upsertEvents }),
    onAll(messages.eventCancelled, eventsChanged, { replay: upsertEvents }),
    onAll(messages.eventCompleted, eventsChanged, { replay: upsertEvents }),
    onAll(messages.eventDeleted, eventsChanged, { replay: upsertEvents }),
    on(messages.eventMemberChanged, upsertMembers, { replay: upsertMembers }),
    on(messages.eventRetentionDue, tellRetention),
    onAll(messages.registrationConfirmed, applyRegistrations, { replay: upsertRegistrations }),
    onAll(messages.registrationWaitlisted, applyRegistrations, { replay: upsertRegistrations }),
    onAll(messages.registrationPromoted, applyRegistrations, { replay: upsertRegistrations }),
    onAll(messages.registrationCancelled, applyRegistrations, { replay: upsertRegistrations }),
    onAll(messages.registrationCheckedIn, applyRegistrations, { replay: upsertRegistrations }),
    onAll(messages.registrationForgotten, forgetRegistrations, { replay: forgetRegistrations }),
    on(messages.eventOfferChanged, tellOffer),
    on(messages.eventMemberInvited, tellMemberInvitation),
    onAll(messages.eventMemberInvitationEnded, upsertInvitations),
    onAll(messages.sessionCreated, sessionsChanged, { replay: upsertSessions }),
    onAll(messages.sessionUpdated, sessionsChanged, { replay: upsertSessions }),
    onAll(messages.sessionStatusChanged, sessionsChanged, { replay: upsertSessions }),
    onAll(messages.sessionSpeakersChanged, sessionsChanged, { replay: upsertSessions }),
    onAll(messages.sessionDeleted, sessionsChanged, { replay: upsertSessions }),
    on(messages.sessionDecisionAnnounced, tellDecision),
    on(messages.sessionOfferChanged, tellOffer),
    on(messages.scheduleReleased, tellRelease(delaySeconds), { replay: upsertRelease }),
    onAll(messages.speakerCreated, upsertSpeakers, { replay: upsertSpeakers }),
    onAll(messages.speakerUpdated, upsertSpeakers, { replay: upsertSpeakers }),
    onAll(messages.speakerClaimed, upsertSpeakers, { replay: upsertSpeakers }),
    onAll(messages.speakerDeleted, upsertSpeakers, { replay: upsertSpeakers }),
    onAll(messages.speakerMerged, upsertSpeakers, { replay: upsertSpeakers }),
    onAll(messages.speakerContactChanged, upsertSpeakerContacts, { replay: upsertSpeakerContacts }),
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
