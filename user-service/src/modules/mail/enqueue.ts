import { newId, type Sql } from '@ems/chassis/database';
import { storedContext } from '@ems/chassis/log';
import type { Tx } from '../../shared/database';
import type { AccountKind, NoticeKind } from './templates';

/**
 * Writes a mail about an account into the outbox of mails, in the transaction of the change that it tells of.
 * @param sendKey names the occasion: however often it is enqueued, one mail is sent
 * @param emailChangeId of a mail about a new address
 */
export async function enqueueMail(
  tx: Tx,
  kind: AccountKind,
  userId: string,
  sendKey: string,
  emailChangeId?: string,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO mails (id, send_key, kind, user_id, email_change_id, context)
    VALUES (${newId()}::uuid, ${sendKey}, ${kind}::"MailKind", ${userId}::uuid, ${emailChangeId ?? null}::uuid,
      ${storedContext()}::jsonb)
    ON CONFLICT (send_key) DO NOTHING`;
}

/**
 * Writes a mail to the account of an address. The same statement with the same effect where there is none, so that its
 * time tells nothing; the sender deletes such a mail.
 */
export async function enqueueMailToAddress(tx: Tx, kind: AccountKind, email: string): Promise<void> {
  const id = newId();
  await tx.$executeRaw`
    INSERT INTO mails (id, send_key, kind, user_id, context)
    VALUES (${id}::uuid, ${id}, ${kind}::"MailKind", (SELECT id FROM users WHERE email = ${email} AND status = 'active'),
      ${storedContext()}::jsonb)`;
}

/** Who gets a mail: an account; or else who is reached by a registration, a profile, or an invitation. */
export interface MailRecipient {
  userId?: string | null;
  registrationId?: string;
  speakerId?: string;
  invitationId?: string;
}

/** A mail about an event; no address is in it, and no text but what cannot be looked up later. */
export interface NoticeMail extends MailRecipient {
  kind: NoticeKind;
  /** The fact that it tells: nobody gets two mails for one. */
  fact: string;
  eventId?: string;
  sessionId?: string;
  facts?: object;
}

/** The part of a send key that says who, so that one fact is one mail to each. */
const personOf = ({ userId, registrationId, speakerId, invitationId }: MailRecipient): string =>
  userId ?? `for ${registrationId ?? speakerId ?? invitationId}`;

/**
 * Writes mails about events into the outbox of mails, in one statement. Those to accounts that are not known here are left out.
 * @param delaySeconds how long they wait, so that what comes meanwhile is told with them
 */
export async function enqueueNotices(sql: Sql, mails: readonly NoticeMail[], delaySeconds = 0): Promise<void> {
  if (mails.length === 0) return;
  const rows = mails.map(mail => ({
    ...mail,
    id: newId(),
    facts: mail.facts ?? {},
    sendKey: `${mail.kind} ${mail.fact}/${personOf(mail)}`,
  }));
  await sql.$executeRaw`
    INSERT INTO mails (id, send_key, kind, user_id, event_id, registration_id, session_id, speaker_id, invitation_id, facts, context,
      retry_at)
    SELECT id, "sendKey", kind::"MailKind", "userId", "eventId", "registrationId", "sessionId", "speakerId", "invitationId", facts,
      ${storedContext()}::jsonb, now() + nullif(${delaySeconds}::int, 0) * interval '1 second'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS m (id uuid, "sendKey" text, kind text, "userId" uuid,
      "eventId" uuid, "registrationId" uuid, "sessionId" uuid, "speakerId" uuid, "invitationId" uuid, facts jsonb)
    WHERE "userId" IS NULL OR EXISTS (SELECT FROM users WHERE users.id = "userId" AND status = 'active')
    ON CONFLICT (send_key) DO NOTHING`;
}
