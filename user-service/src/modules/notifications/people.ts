import type { Sql } from '@ems/chassis/database';
import type { MailRecipient, NoticeKind } from '../mail';

/** Who has a seat at an event, or waits for one; and who speaks or is to speak there, or has proposed to. Each once. */
export const listPeopleOf = (sql: Sql, eventId: string, sessionStatuses: readonly string[]) =>
  sql.$queryRaw<MailRecipient[]>`
    WITH taking_part AS (
        SELECT * FROM session_replicas
        WHERE event_id = ${eventId}::uuid AND NOT deleted AND announced_status = ANY(${[...sessionStatuses]}::text[])),
      person AS (
        SELECT user_id, id AS registration_id, NULL::uuid AS speaker_id FROM registration_replicas
        WHERE event_id = ${eventId}::uuid AND status <> 'cancelled' AND NOT forgotten
        UNION ALL SELECT submitter_id, NULL, NULL FROM taking_part WHERE submitter_id IS NOT NULL
        UNION ALL SELECT speaker.user_id, NULL, speaker.id FROM taking_part
          JOIN speaker_replicas named ON named.id = ANY(speaker_ids)
          JOIN speaker_replicas speaker ON speaker.id = coalesce(named.merged_into, named.id))
    SELECT DISTINCT ON (coalesce(user_id, registration_id, speaker_id)) user_id::text AS "userId",
      CASE WHEN user_id IS NULL THEN registration_id::text END AS "registrationId",
      CASE WHEN user_id IS NULL THEN speaker_id::text END AS "speakerId"
    FROM person ORDER BY coalesce(user_id, registration_id, speaker_id)`;

/** Who leads each of some events, by its id: its owner and its organizers. */
export async function listOrganizersOf(sql: Sql, eventIds: readonly string[]): Promise<Map<string, string[]>> {
  if (eventIds.length === 0) return new Map();
  const rows = await sql.$queryRaw<{ id: string; organizers: string[] }[]>`
    SELECT id::text, array_remove(ARRAY(SELECT owner_id::text
      UNION SELECT member->>'userId' FROM jsonb_array_elements(members) AS member WHERE member->>'role' = 'organizer'), NULL) AS organizers
    FROM event_replicas WHERE id = ANY(${[...new Set(eventIds)]}::uuid[])`;
  return new Map(rows.map(({ id, organizers }) => [id, organizers]));
}

const keyOf = ({ userId, registrationId, speakerId }: MailRecipient) => userId ?? registrationId ?? speakerId;

/** Leaves out those for whom a mail of the kind about the event waits already: it tells what is so when it is sent. */
export async function withoutWaiting<Person extends MailRecipient>(
  sql: Sql,
  kind: NoticeKind,
  eventId: string,
  people: readonly Person[],
): Promise<Person[]> {
  const waiting = await sql.$queryRaw<MailRecipient[]>`
    SELECT user_id::text AS "userId", registration_id::text AS "registrationId", speaker_id::text AS "speakerId" FROM mails
    WHERE event_id = ${eventId}::uuid AND kind = ${kind}::"MailKind"
      AND claimed_at IS NULL AND sent_at IS NULL AND failed_at IS NULL`;
  const known = new Set(waiting.map(keyOf));
  return people.filter(person => !known.has(keyOf(person)));
}
