import type { Caller } from '@ems/chassis/auth';
import type { Sql } from '@ems/chassis/database';
import { Prisma } from '../../generated/prisma/client';
import { isInTeam } from '../../replicas/events';
import { isOnSession } from '../../replicas/sessions';
import type { Db, Tx } from '../../shared/database';
import type { ShownSpeaker, Speaker } from './schemas';

/** All that reads load of a profile `s`. */
const speakerColumns = Prisma.sql`
  s.id::text, s.name, s.tagline, s.bio, s.company, s.job_title AS "jobTitle", s.location, s.photo_url AS "photoUrl", s.links,
  s.topics, s.languages, s.email, s.email_digest AS "emailDigest", s.user_id::text AS "userId",
  s.created_by::text AS "createdBy", s.version, s.created_at AS "createdAt", s.updated_at AS "updatedAt"`;

/** How nobody in particular stands to a profile. */
const noRelation = Prisma.sql`false AS "isOnSession", false AS "isContactShared", NULL AS plans`;

const relationTo = ({ userId }: Caller) => Prisma.sql`${isOnSession} AS "isOnSession",
  EXISTS (SELECT FROM shared_contacts c JOIN event_replicas e ON e.id = c.event_id
    WHERE c.speaker_id = s.id AND ${isInTeam(userId)}) AS "isContactShared",
  (SELECT CASE WHEN bool_and(coalesce(${isInTeam(userId)}, false)) THEN 'all' WHEN bool_or(${isInTeam(userId)}) THEN 'some' END
    FROM session_replicas r LEFT JOIN event_replicas e ON e.id = r.event_id
    WHERE r.speaker_ids @> ARRAY[s.id] AND NOT r.deleted AND r.status <> 'draft' AND e.deleted IS NOT TRUE) AS plans`;

/** {@link speakerColumns} of what is shown to this caller. */
export const shownColumns = (caller: Caller | null) =>
  Prisma.sql`${speakerColumns}, ${caller ? relationTo(caller) : noRelation}`;

export async function findSpeaker(db: Sql, id: string): Promise<Speaker | undefined> {
  const [speaker] = await findSpeakers(db, [id]);
  return speaker;
}

/** The profile that an account claimed. */
export async function findSpeakerOfUser(db: Sql, userId: string): Promise<Speaker | undefined> {
  const [speaker] = await db.$queryRaw<Speaker[]>`
    SELECT ${speakerColumns} FROM speakers s WHERE s.user_id = ${userId}::uuid`;
  return speaker;
}

/** Those of the ids that are known, each once, in the order given. */
export async function findSpeakers(db: Sql, ids: readonly string[]): Promise<Speaker[]> {
  const wanted = [...new Set(ids)];
  const rows = await db.$queryRaw<Speaker[]>`
    SELECT ${speakerColumns} FROM speakers s WHERE s.id = ANY (${wanted}::uuid[])`;
  const byId = new Map(rows.map(row => [row.id, row]));
  return wanted.flatMap(id => byId.get(id) ?? []);
}

/**
 * A profile as it is shown: with what the caller, if there is one, is told of it.
 * @param by what of it is known
 */
export async function findShownSpeaker(
  db: Sql,
  by: { id: string } | { userId: string },
  caller: Caller | null,
): Promise<ShownSpeaker | undefined> {
  const [speaker] =
    'id' in by
      ? await db.$queryRaw<ShownSpeaker[]>`
          SELECT ${shownColumns(caller)} FROM speakers s WHERE s.id = ${by.id}::uuid`
      : await db.$queryRaw<ShownSpeaker[]>`
          SELECT ${shownColumns(caller)} FROM speakers s WHERE s.user_id = ${by.userId}::uuid`;
  return speaker;
}

/** The profile that a merged one was merged into; undefined for every other id. */
export const resolveMergeTarget = async (db: Db | Tx, id: string): Promise<string | undefined> =>
  (await resolveMergeTargets(db, [id])).get(id);

/** By the id of each merged profile among these, the profile that it was merged into. */
export async function resolveMergeTargets(db: Db | Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.mergedSpeaker.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map(({ id, intoId }) => [id, intoId]));
}

/** Locks the row until the transaction ends, so that of two writers the second sees what the first wrote. */
export async function lockSpeakerForUpdate(tx: Tx, id: string): Promise<Speaker | undefined> {
  const [speaker] = await lockSpeakersForUpdate(tx, [id]);
  return speaker;
}

/** Locks the row until the transaction ends; what is read behind it in one round trip is read under the lock. */
export const lockSpeaker = (sql: Sql, id: string) =>
  sql.$queryRaw`SELECT 1 FROM speakers WHERE id = ${id}::uuid FOR UPDATE`;

/** Locks the rows in the order of their ids, so that two transactions wait for each other instead of for ever. */
export async function lockSpeakersForUpdate(tx: Tx, ids: readonly string[]): Promise<Speaker[]> {
  await tx.$queryRaw`SELECT 1 FROM speakers WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  return findSpeakers(tx, ids);
}
