import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import { type AnnouncedDecision, sessionCreated, sessionStatusChanged } from '@ems/contracts';
import { type SessionMessage, upsertSessions } from '../../replicas/sessions';
import { enqueueNotices, type MailRecipient } from '../mail';

const submissions: ReadonlySet<string> = new Set([sessionCreated.type, sessionStatusChanged.type]);

/** Stores sessions, and enqueues a mail to whoever has submitted one: once, however often it was submitted. */
export async function applySessions(sql: Sql, messages: readonly SessionMessage[]): Promise<void> {
  await upsertSessions(sql, messages);
  await enqueueNotices(
    sql,
    messages.flatMap(({ type, data }) =>
      'status' in data && data.status === 'submitted' && data.submitterId && submissions.has(type)
        ? {
            kind: 'session_submitted' as const,
            fact: data.id,
            eventId: data.eventId,
            sessionId: data.id,
            userId: data.submitterId,
          }
        : [],
    ),
  );
}

/** Enqueues mails to those who have proposed a session, or are to speak in it, about what was decided. */
export async function tellDecision(sql: Sql, { subject, sequence, data }: Message<AnnouncedDecision>): Promise<void> {
  const { id, eventId, title, status, message, submitterId, speakerIds } = data;
  const speakers = await sql.$queryRaw<MailRecipient[]>`
    SELECT speaker.user_id::text AS "userId", coalesce(speaker.id, of_session.id)::text AS "speakerId"
    FROM unnest(${speakerIds}::uuid[]) AS of_session (id)
      LEFT JOIN speaker_replicas named ON named.id = of_session.id
      LEFT JOIN speaker_replicas speaker ON speaker.id = coalesce(named.merged_into, named.id)`;
  const people = [...(submitterId === null ? [] : [{ userId: submitterId }]), ...speakers];
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
