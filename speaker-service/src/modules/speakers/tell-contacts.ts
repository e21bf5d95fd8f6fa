import type { Sql } from '@ems/chassis/database';
import { type Component, every } from '@ems/chassis/lifecycle';
import type { Logger } from '@ems/chassis/log';
import { type Contact, publishContacts, type SharedContact } from '../../messaging/published';
import type { SpeakerDatabase } from '../../shared/database';

/** What others are to be told of how a person gets mail: everybody who sends it, or the team of an event. */
interface Untold {
  speakerId: string;
  /** Null: for who sends mail. */
  eventId: string | null;
  email: string | null;
}

/**
 * Who may know an address is a matter of what is stored: the team of an event knows that of a person who has claimed their profile,
 * and is on a session of it that is no draft. Whoever is only asked is not on it yet.
 */
const findUntold = (sql: Sql, ids: readonly string[]) => sql.$queryRaw<Untold[]>`
  WITH due AS (
      SELECT DISTINCT s.id AS speaker_id, r.event_id, s.email
      FROM speakers s JOIN session_replicas r ON r.speaker_ids @> ARRAY[s.id] AND NOT r.deleted AND r.status <> 'draft'
      WHERE s.id = ANY(${[...ids]}::uuid[]) AND s.user_id IS NOT NULL AND s.email IS NOT NULL
        AND NOT EXISTS (SELECT FROM event_replicas e WHERE e.id = r.event_id AND e.deleted)),
    told AS (SELECT speaker_id, event_id, email FROM shared_contacts WHERE speaker_id = ANY(${[...ids]}::uuid[]))
  SELECT id::text AS "speakerId", NULL AS "eventId", email FROM speakers
  WHERE id = ANY(${[...ids]}::uuid[]) AND email IS DISTINCT FROM told_email
  UNION ALL
  SELECT speaker_id::text, event_id::text, due.email FROM due FULL JOIN told USING (speaker_id, event_id)
  WHERE due.email IS DISTINCT FROM told.email
  ORDER BY 1, 2 NULLS FIRST`;

/**
 * Tells others of the addresses of these profiles whatever is not as they were told last: each is a version of its profile. Call
 * it after whatever decides on that was written; whatever is as it was costs one statement.
 * @returns whether anything was told, so that the versions are others
 */
export async function tellContacts(sql: Sql, ids: readonly string[]): Promise<boolean> {
  const concerned = ids.length === 0 ? [] : await findUntold(sql, ids);
  if (concerned.length === 0) return false;
  const changed = [...new Set(concerned.map(({ speakerId }) => speakerId))];
  await sql.$queryRaw`SELECT 1 FROM speakers WHERE id = ANY(${changed}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  const untold = await findUntold(sql, changed);
  const shared = untold.filter(({ eventId }) => eventId !== null);
  await sql.$executeRaw`
    DELETE FROM shared_contacts c USING jsonb_to_recordset(${JSON.stringify(shared)}::jsonb)
      AS u("speakerId" uuid, "eventId" uuid)
    WHERE c.speaker_id = u."speakerId" AND c.event_id = u."eventId"`;
  await sql.$executeRaw`
    INSERT INTO shared_contacts (speaker_id, event_id, email) SELECT "speakerId", "eventId", email
    FROM jsonb_to_recordset(${JSON.stringify(shared)}::jsonb) AS u("speakerId" uuid, "eventId" uuid, email text)
    WHERE email IS NOT NULL`;
  await publishUntold(sql, untold);
  return true;
}

async function publishUntold(sql: Sql, untold: readonly Untold[]): Promise<void> {
  const bySpeaker = Map.groupBy(untold, ({ speakerId }) => speakerId);
  const counts = [...bySpeaker].map(([id, news]) => ({ id, count: news.length }));
  const rows = await sql.$queryRaw<{ id: string; before: number }[]>`
    UPDATE speakers s SET version = s.version + c.count, told_email = s.email
    FROM jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) AS c(id uuid, count int)
    WHERE s.id = c.id RETURNING s.id::text, s.version - c.count AS before`;
  const contacts: Contact[] = [];
  const shared: SharedContact[] = [];
  for (const { id, before } of rows) {
    for (const [index, { eventId, email }] of (bySpeaker.get(id) ?? []).entries()) {
      const version = before + index + 1;
      if (eventId === null) contacts.push({ version, data: { id, email } });
      else shared.push({ version, data: { speakerId: id, eventId, email } });
    }
  }
  await publishContacts(sql, contacts, shared);
}

/** Says again all that was told of how the person of a profile gets mail; its row is locked by this transaction. */
export async function restateContacts(sql: Sql, id: string, eventIds: readonly string[]): Promise<void> {
  const rows = await sql.$queryRaw<Untold[]>`
    SELECT id::text AS "speakerId", NULL AS "eventId", email FROM speakers WHERE id = ${id}::uuid
    UNION ALL
    SELECT ${id}::text, asked.id::text, c.email FROM unnest(${[...eventIds]}::uuid[]) AS asked (id)
      LEFT JOIN shared_contacts c ON c.event_id = asked.id AND c.speaker_id = ${id}::uuid`;
  await publishUntold(sql, rows);
}

const batchSize = 500;

/** Tells of the addresses that were there before others were told of any. */
async function tellAllContacts({ sql, transact }: SpeakerDatabase): Promise<void> {
  const next = (after: string | null) => sql.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM speakers
    WHERE email IS DISTINCT FROM told_email AND (${after}::uuid IS NULL OR id > ${after}::uuid) ORDER BY id LIMIT ${batchSize}`;
  for (let rows = await next(null); rows.length > 0; rows = await next(rows.at(-1)?.id ?? null)) {
    const ids = rows.map(({ id }) => id);
    await transact(tx => tellContacts(tx, ids));
  }
}

/** {@link tellAllContacts}, beside whatever else is done at the start. */
export const contactsJob = (database: SpeakerDatabase, logger: Logger): Component =>
  every({
    name: 'contacts',
    intervalMs: 24 * 60 * 60_000,
    first: 'at-once',
    logger,
    run: () => tellAllContacts(database),
  });
