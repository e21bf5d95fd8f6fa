import { countRows, newId } from '@ems/chassis/database';
import { keyset, totalOf } from '@ems/chassis/http';
import { storedContext } from '@ems/chassis/log';
import type { z } from 'zod';
import { Prisma } from '../../generated/prisma/client';
import type { Db, Tx } from '../../shared/database';
import type { NoticeKind } from '../mail';
import { nameOf } from './kinds';
import type { mailsQuery, mailView } from './schemas';

type MailView = z.infer<typeof mailView>;

interface MailRow {
  id: string;
  kind: NoticeKind;
  outcome: MailView['outcome'];
  userId: string | null;
  name: string | null;
  createdAt: Date;
  sentAt: Date | null;
  resentAt: Date | null;
}

const pages = keyset(['uuid'], ({ id }: MailRow) => [id]);

/** An unknown mail in whose place another was sent is no longer one of the unknown. */
const withOutcome = {
  waiting: Prisma.sql`m.outcome IS NULL`,
  sent: Prisma.sql`m.outcome = 'sent'`,
  rejected: Prisma.sql`m.outcome = 'rejected'`,
  unknown: Prisma.sql`m.outcome = 'unknown' AND m.resent_at IS NULL`,
  expired: Prisma.sql`m.outcome = 'expired'`,
};

/** Mails about an event, oldest first, one page of them. */
export async function listMails(
  db: Db,
  eventId: string,
  { outcome, cursor, limit, count }: z.infer<typeof mailsQuery>,
) {
  const after = pages.after(cursor);
  const matching = Prisma.sql`m.event_id = ${eventId}::uuid AND ${outcome ? withOutcome[outcome] : Prisma.sql`true`}`;
  const rows = await db.$queryRaw<MailRow[]>`
    SELECT m.id::text, m.kind::text, coalesce(m.outcome, 'waiting') AS outcome,
      coalesce(m.user_id, s.user_id, r.user_id)::text AS "userId", coalesce(u.name, s.name, r.name) AS name,
      m.created_at AS "createdAt", m.sent_at AS "sentAt", m.resent_at AS "resentAt"
    FROM mails m
      LEFT JOIN speaker_replicas s ON s.id = m.speaker_id
      LEFT JOIN registration_replicas r ON r.id = m.registration_id
      LEFT JOIN users u ON u.id = coalesce(m.user_id, s.user_id, r.user_id)
    WHERE ${matching} ${after ? Prisma.sql`AND m.id > ${after[0]}::uuid` : Prisma.empty}
    ORDER BY m.id LIMIT ${limit + 1}`;
  const all = Prisma.sql`SELECT FROM mails m WHERE ${matching}`;
  const total = await totalOf(count, most => countRows(db, all, most));
  return pages.page(rows, limit, toMailView, total);
}

const toMailView = ({ kind, userId, name, createdAt, sentAt, resentAt, ...row }: MailRow): MailView => ({
  ...row,
  kind: nameOf(kind),
  recipient: { userId, name },
  createdAt: createdAt.toISOString(),
  sentAt: sentAt?.toISOString() ?? null,
  resentAt: resentAt?.toISOString() ?? null,
});

const mostAtOnce = 500;

/**
 * Sends those mails of an event once more of which nobody knows whether they have arrived: each once, under a send key of its own.
 * @param mailIds all of them where undefined
 * @returns how many
 */
export async function resendMails(tx: Tx, eventId: string, mailIds: readonly string[] | undefined): Promise<number> {
  const chosen = mailIds ? Prisma.sql`AND id = ANY(${[...mailIds]}::uuid[])` : Prisma.empty;
  const doubtful = await tx.$queryRaw<{ id: string }[]>`
    UPDATE mails SET resent_at = now() WHERE id IN (
      SELECT id FROM mails WHERE event_id = ${eventId}::uuid AND outcome = 'unknown' AND resent_at IS NULL ${chosen}
      ORDER BY id LIMIT ${mostAtOnce} FOR UPDATE)
    AND resent_at IS NULL RETURNING id::text`;
  const rows = doubtful.map(({ id }) => ({ id, again: newId() }));
  return tx.$executeRaw`
    INSERT INTO mails (id, send_key, kind, user_id, event_id, registration_id, session_id, speaker_id, invitation_id, announcement_id,
      facts, context)
    SELECT again, regexp_replace(send_key, '/resend/\\d+$', '') || '/resend/' ||
        coalesce(substring(send_key FROM '/resend/(\\d+)$')::int, 0) + 1,
      kind, user_id, event_id, registration_id, session_id, speaker_id, invitation_id, announcement_id, facts,
      ${storedContext()}::jsonb
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r (id uuid, again uuid) JOIN mails m ON m.id = r.id`;
}
