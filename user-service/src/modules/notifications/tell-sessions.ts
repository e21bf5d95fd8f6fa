import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import { type AnnouncedDecision, type SessionState, sessionCreated, sessionStatusChanged } from '@ems/contracts';
import { type SessionMessage, upsertSessions } from '../../replicas/sessions';
import { enqueueNotices, type MailRecipient } from '../mail';
import { listOrganizersOf } from './people';

const submissions: ReadonlySet<string> = new Set([sessionCreated.type, sessionStatusChanged.type]);

/** A session that was submitted. */
interface Submission extends Pick<SessionState, 'id' | 'eventId'> {
  submitterId: string;
}

/**
 * Stores sessions, and enqueues mails about those that others have proposed than who leads the event: to who has submitted one, once, however
 * often it was; and to those who lead the event. What they enter themselves, such as a programme that is imported, is no news.
 * @param delaySeconds how long proposals are gathered for those who lead the event
 */
export const applySessions = (delaySeconds: number) => async (sql: Sql, messages: readonly SessionMessage[]) => {
  const submitted = messages.flatMap(({ type, data }) =>
    'status' in data && data.status === 'submitted' && data.submitterId && submissions.has(type)
      ? { id: data.id, eventId: data.eventId, submitterId: data.submitterId }
      : [],
  );
  const organizers = await listOrganizersOf(
    sql,
    submitted.map(({ eventId }) => eventId),
  );
  const proposed = submitted.filter(({ eventId, submitterId }) => !organizers.get(eventId)?.includes(submitterId));
  const received = await withoutKnown(sql, proposed);
  await upsertSessions(sql, messages);
  await enqueueNotices(
    sql,
    proposed.map(({ id, eventId, submitterId }) => ({
      kind: 'session_submitted',
      fact: id,
      eventId,
      sessionId: id,
      userId: submitterId,
    })),
  );
  for (const [eventId, proposals] of Map.groupBy(received, ({ eventId }) => eventId))
    await tellOrganizers(sql, eventId, organizers.get(eventId) ?? [], proposals, delaySeconds);
};

/** Each once, without those of which it is known that they were submitted before, and are to be decided on or are decided. */
async function withoutKnown(sql: Sql, submitted: readonly Submission[]): Promise<Submission[]> {
  if (submitted.length === 0) return [];
  const known = await sql.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM session_replicas
    WHERE id = ANY(${submitted.map(({ id }) => id)}::uuid[]) AND announced_status NOT IN ('draft', 'withdrawn')`;
  const ids = new Set(known.map(({ id }) => id));
  return [...new Map(submitted.map(one => [one.id, one])).values()].filter(({ id }) => !ids.has(id));
}

/** Enqueues a mail to each who leads an event about what others have proposed: one for all that comes while it waits. */
async function tellOrganizers(
  sql: Sql,
  eventId: string,
  organizers: readonly string[],
  proposals: readonly Submission[],
  delaySeconds: number,
): Promise<void> {
  const sessionIds = proposals.map(({ id }) => id);
  const [fact] = sessionIds;
  if (fact === undefined) return;
  const waiting = await sql.$queryRaw<{ userId: string }[]>`
    UPDATE mails SET facts = jsonb_set(facts, '{sessionIds}', (facts -> 'sessionIds') || ${JSON.stringify(sessionIds)}::jsonb)
    WHERE event_id = ${eventId}::uuid AND kind = 'session_received' AND user_id = ANY(${[...organizers]}::uuid[])
      AND claimed_at IS NULL AND sent_at IS NULL AND failed_at IS NULL
    RETURNING user_id::text AS "userId"`;
  const told = new Set(waiting.map(({ userId }) => userId));
  await enqueueNotices(
    sql,
    organizers
      .filter(userId => !told.has(userId))
      .map(userId => ({ kind: 'session_received', fact, eventId, userId, facts: { sessionIds } })),
    delaySeconds,
  );
}

/**
 * Enqueues mails to those who have proposed a session, or are to speak in it, about what was decided; who leads the event and has entered it
 * needs none.
 */
export async function tellDecision(sql: Sql, { subject, sequence, data }: Message<AnnouncedDecision>): Promise<void> {
  const { id, eventId, title, status, message, submitterId, speakerIds } = data;
  const speakers = await sql.$queryRaw<MailRecipient[]>`
    SELECT speaker.user_id::text AS "userId", coalesce(speaker.id, of_session.id)::text AS "speakerId"
    FROM unnest(${speakerIds}::uuid[]) AS of_session (id)
      LEFT JOIN speaker_replicas named ON named.id = of_session.id
      LEFT JOIN speaker_replicas speaker ON speaker.id = coalesce(named.merged_into, named.id)`;
  const organizers = (await listOrganizersOf(sql, [eventId])).get(eventId) ?? [];
  const submitters = submitterId === null || organizers.includes(submitterId) ? [] : [{ userId: submitterId }];
  const people = [...submitters, ...speakers];
  await enqueueNotices(
    sql,
    people.map(person => ({
      kind: 'session_decided',
      fact: `${subject} ${sequence}`,
      eventId,
      sessionId: id,
      // What the team writes is for who has proposed it.
      facts: { title, status, ...(submitterId !== null && person.userId === submitterId && { message }) },
      ...person,
    })),
  );
}
