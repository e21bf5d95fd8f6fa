import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { SessionState } from '@ems/contracts';
import { Prisma } from '../generated/prisma/client';
import type { Db, Tx } from '../shared/database';

type DeletedSession = Pick<SessionState, 'id' | 'eventId'>;

/**
 * Stores what sessions are and who their speakers are, unless something newer is known of them. What was deleted leaves a
 * tombstone, so that a late message does not revive the session.
 */
export async function upsertSessions(
  sql: Sql,
  messages: readonly Message<SessionState | DeletedSession>[],
): Promise<void> {
  const rows = newestOf(messages).map(({ data, sequence }) => ({
    ...{ title: '', status: 'cancelled', speakerIds: [] },
    ...data,
    version: sequence,
    deleted: !('status' in data),
  }));
  // A message may name a profile that was merged since, or is being merged now: then this waits until that is done.
  await lockSpeakersForShare(
    sql,
    rows.flatMap(({ speakerIds }) => speakerIds),
  );
  await sql.$executeRaw`
    INSERT INTO session_replicas AS current (id, version, deleted, event_id, title, status, announced_status, speaker_ids)
    SELECT s.id, s.version, s.deleted, s."eventId", s.title, s.status, s."announcedStatus", ARRAY(
      SELECT DISTINCT coalesce(into_id, named) FROM unnest(s."speakerIds") AS named
      LEFT JOIN merged_speakers ON merged_speakers.id = named)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS s (id uuid, version int, deleted boolean, "eventId" uuid,
      title text, status text, "announcedStatus" text, "speakerIds" uuid[]) ORDER BY s.id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted,
      title = excluded.title, status = excluded.status, announced_status = excluded.announced_status, speaker_ids = excluded.speaker_ids
    WHERE current.version < excluded.version`;
}

/** Keeps the profiles from being deleted or merged until the transaction ends; in the order of their ids against deadlocks. */
export const lockSpeakersForShare = (sql: Sql, ids: readonly string[]) =>
  sql.$queryRaw`SELECT 1 FROM speakers WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR KEY SHARE`;

/** Replaces a merged profile by its target, as session-service does when it receives the message of the merge. */
export async function replaceMergedSpeaker(tx: Tx, id: string, into: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE session_replicas SET speaker_ids = ARRAY(
      SELECT DISTINCT unnest(array_replace(speaker_ids, ${id}::uuid, ${into}::uuid)))
    WHERE speaker_ids @> ARRAY[${id}::uuid]`;
  await tx.$executeRaw`
    UPDATE released_sessions SET speaker_ids = ARRAY(
      SELECT DISTINCT unnest(array_replace(speaker_ids, ${id}::uuid, ${into}::uuid)))
    WHERE speaker_ids @> ARRAY[${id}::uuid]`;
}

/** Ids of the sessions that a speaker is on, as far as session-service has published them. */
export async function sessionsOf(db: Db | Tx, speakerId: string): Promise<string[]> {
  const rows = await db.sessionReplica.findMany({
    where: { deleted: false, speakerIds: { has: speakerId } },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(row => row.id);
}

/** Ids of the events of these sessions. */
export async function eventsOfSpeaker(tx: Tx, speakerId: string): Promise<string[]> {
  const rows = await tx.sessionReplica.findMany({
    where: { deleted: false, speakerIds: { has: speakerId } },
    select: { eventId: true },
    distinct: 'eventId',
    orderBy: { eventId: 'asc' },
  });
  return rows.map(row => row.eventId);
}

/** Whether a profile `s` is on any session, as a part of a statement. */
export const isOnSession = Prisma.sql`EXISTS (
  SELECT FROM session_replicas r WHERE NOT r.deleted AND r.speaker_ids @> ARRAY[s.id])`;
