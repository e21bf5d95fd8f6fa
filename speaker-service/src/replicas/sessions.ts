import type { Message } from '@ems/chassis/messaging';
import type { SessionState } from '@ems/contracts';
import { Prisma } from '../generated/prisma/client';
import type { Db, Tx } from '../shared/database';

/** Stores what a session is and who its speakers are, unless something newer is known of it. */
export const upsertSession = (tx: Tx, { data, sequence }: Message<SessionState>) => upsert(tx, sequence, false, data);

/** Leaves a tombstone, so that a late message does not revive the session. */
export const tombstoneSession = (tx: Tx, { data, sequence }: Message<{ id: string; eventId: string }>) =>
  upsert(tx, sequence, true, { ...data, title: '', status: 'cancelled', speakerIds: [] });

async function upsert(
  tx: Tx,
  version: number,
  deleted: boolean,
  { id, eventId, title, status, speakerIds }: SessionState,
): Promise<void> {
  // A message may name a profile that was merged since, or is being merged now: then this waits until that is done.
  await lockSpeakersForShare(tx, speakerIds);
  await tx.$executeRaw`
    INSERT INTO session_replicas AS current (id, version, deleted, event_id, title, status, speaker_ids)
    SELECT ${id}::uuid, ${version}, ${deleted}, ${eventId}::uuid, ${title}, ${status},
      coalesce(array_agg(DISTINCT coalesce(into_id, named)), '{}')
    FROM unnest(${speakerIds}::uuid[]) AS named LEFT JOIN merged_speakers ON merged_speakers.id = named
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted,
      title = excluded.title, status = excluded.status, speaker_ids = excluded.speaker_ids
    WHERE current.version < excluded.version`;
}

/** Keeps the profiles from being deleted or merged until the transaction ends; in the order of their ids against deadlocks. */
export const lockSpeakersForShare = (tx: Tx, ids: readonly string[]) =>
  tx.$queryRaw`SELECT 1 FROM speakers WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR KEY SHARE`;

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
