import { newId, type Sql, type Statement } from '@ems/chassis/database';
import { enqueueMessage, enqueueMessages, messageStatement } from '@ems/chassis/messaging';
import {
  type InvitedSpeaker,
  type SharedSpeakerContact,
  type SpeakerAvailability,
  type SpeakerContact,
  type SuggestedSpeakerChange,
  speakerAvailabilityChanged,
  speakerChangeSuggested,
  type speakerClaimed,
  speakerContactChanged,
  speakerContactShared,
  type speakerCreated,
  speakerDeleted,
  speakerInvitationEnded,
  speakerInvited,
  speakerMerged,
  speakerSchedulesMissed,
  type speakerUpdated,
  speakerUserErasureDone,
} from '@ems/contracts';
import type { Tx } from '../shared/database';

/**
 * All that speaker-service produces: what becomes of a profile, where and when its person can be reached, who is invited to claim one,
 * what is suggested to whom, what it has missed, and the receipt of an erasure. The version is that of the subject after the
 * change, whose row was written before.
 */
export { speakerClaimed, speakerCreated, speakerUpdated } from '@ems/contracts';

interface Profile {
  id: string;
  version: number;
  name: string;
  userId: string | null;
  createdBy: string;
}

type SpeakerContract = typeof speakerCreated | typeof speakerUpdated | typeof speakerClaimed;

const said = ({ id, version, name, userId, createdBy }: Profile) => ({
  subject: id,
  sequence: version,
  data: { id, name, userId, createdBy },
});

export const publishSpeakers = (tx: Tx, contract: SpeakerContract, profiles: readonly Profile[]) =>
  enqueueMessages(tx, contract, profiles.map(said));

export const publishSpeaker = (tx: Tx, contract: SpeakerContract, profile: Profile) =>
  publishSpeakers(tx, contract, [profile]);

/** The statement of {@link publishSpeaker}. */
export const speakerMessage = (contract: SpeakerContract, profile: Profile): Statement =>
  messageStatement(contract, said(profile));

export async function publishSpeakerDeleted(tx: Tx, id: string, version: number): Promise<void> {
  await forgetName(tx, id);
  await enqueueMessage(tx, speakerDeleted, id, version, { id });
}

export async function publishSpeakerMerged(tx: Tx, id: string, version: number, into: string): Promise<void> {
  await forgetName(tx, id);
  await enqueueMessage(tx, speakerMerged, id, version, { id, into });
}

/** What was said of a profile stays in the archive for a while, its name no longer than the profile. */
const forgetName = (tx: Tx, id: string) =>
  tx.$executeRaw`UPDATE outbox SET payload = payload - 'name' WHERE subject = ${id} AND payload ? 'name'`;

/** The archive repeats no address that others are not to know any more. What was not sent yet says none either: the next follows. */
const forgetEmails = (sql: Sql, contacts: readonly SpeakerContact[], shared: readonly SharedSpeakerContact[]) =>
  sql.$executeRaw`
    UPDATE outbox SET payload = jsonb_set(payload, '{email}', 'null')
    FROM (
      SELECT id AS speaker_id, ${speakerContactChanged.type} AS type, NULL AS event_id
      FROM jsonb_to_recordset(${JSON.stringify(contacts)}::jsonb) AS c(id text)
      UNION ALL
      SELECT "speakerId", ${speakerContactShared.type}, "eventId"
      FROM jsonb_to_recordset(${JSON.stringify(shared)}::jsonb) AS s("speakerId" text, "eventId" text)) former
    WHERE outbox.subject = former.speaker_id AND outbox.type = former.type
      AND outbox.payload->>'eventId' IS NOT DISTINCT FROM former.event_id AND jsonb_typeof(outbox.payload->'email') = 'string'`;

/** An address as others are told it. */
export interface Contact {
  /** Of the profile. */
  version: number;
  data: SpeakerContact;
}

/** An address as the team of an event is told it. */
export interface SharedContact {
  /** Of the profile. */
  version: number;
  data: SharedSpeakerContact;
}

/** How people get mail, in the order of the versions: of each profile first what is for who sends it. */
export async function publishContacts(
  sql: Sql,
  contacts: readonly Contact[],
  shared: readonly SharedContact[],
): Promise<void> {
  await forgetEmails(
    sql,
    contacts.map(({ data }) => data),
    shared.map(({ data }) => data),
  );
  await enqueueMessages(
    sql,
    speakerContactChanged,
    contacts.map(({ version, data }) => ({ subject: data.id, sequence: version, data })),
  );
  await enqueueMessages(
    sql,
    speakerContactShared,
    shared.map(({ version, data }) => ({ subject: data.speakerId, sequence: version, data })),
  );
}

/** @param version of the invitation: each time that it is to be sent is another */
export const publishInvited = (tx: Tx, version: number, invited: InvitedSpeaker) =>
  enqueueMessage(tx, speakerInvited, invited.id, version, invited);

/** What is left of an invitation that is gone. */
export interface EndedInvitation {
  id: string;
  speakerId: string;
  version: number;
}

export async function publishEndedInvitations(sql: Sql, ended: readonly EndedInvitation[]): Promise<void> {
  if (ended.length === 0) return;
  await sql.$executeRaw`
    UPDATE outbox SET payload = jsonb_set(payload, '{email}', '""')
    WHERE subject = ANY(${ended.map(({ id }) => id)}::text[]) AND type = ${speakerInvited.type}`;
  await enqueueMessages(
    sql,
    speakerInvitationEnded,
    ended.map(({ id, speakerId, version }) => ({ subject: id, sequence: version + 1, data: { id, speakerId } })),
  );
}

export const publishSuggestion = (tx: Tx, suggestion: SuggestedSpeakerChange) =>
  enqueueMessage(tx, speakerChangeSuggested, suggestion.id, 1, suggestion);

export const publishMissedSchedules = (tx: Tx, eventIds: string[]) =>
  enqueueMessage(tx, speakerSchedulesMissed, newId(), 1, { eventIds });

export const publishAvailability = (tx: Tx, version: number, availability: SpeakerAvailability) =>
  enqueueMessage(tx, speakerAvailabilityChanged, availability.id, version, availability);

/** @param sequence of the message that asked for the erasure */
export const publishErasureReceipt = (tx: Tx, userId: string, sequence: number) =>
  enqueueMessage(tx, speakerUserErasureDone, userId, sequence, { userId });
