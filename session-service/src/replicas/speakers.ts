import type { Sql } from '@ems/chassis/database';
import { type Message, newestOf } from '@ems/chassis/messaging';
import type { SpeakerState } from '@ems/contracts';
import type { SpeakerReplica } from '../generated/prisma/client';
import type { Tx } from '../shared/database';
import { awaitReplicas } from './await-replicas';

export type { SpeakerReplica };

/** Keeps that profiles exist, their names, who made them and who claimed them, unless something newer is known. */
export async function upsertSpeakers(sql: Sql, messages: readonly Message<SpeakerState>[]): Promise<void> {
  const rows = newestOf(messages).map(({ sequence, data: { id, name, userId, createdBy } }) => ({
    id,
    version: sequence,
    name: name ?? null,
    user_id: userId,
    created_by: createdBy,
  }));
  await sql.$executeRaw`
    INSERT INTO speaker_replicas AS current (id, version, name, user_id, created_by)
    SELECT id, version, name, user_id, created_by
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS s (id uuid, version int, name text, user_id uuid, created_by uuid) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = coalesce(excluded.name, current.name),
      user_id = excluded.user_id, created_by = excluded.created_by
    WHERE current.version < excluded.version AND NOT current.deleted`;
}

/** Waits for whoever is putting the profile on a session, and keeps others from it. */
export const lockSpeakerForUpdate = (tx: Tx, id: string) =>
  tx.$queryRaw`SELECT 1 FROM speaker_replicas WHERE id = ${id}::uuid FOR UPDATE`;

/** Leaves a tombstone, so that a late message does not revive the profile. */
export async function tombstoneSpeaker(tx: Tx, { data, sequence }: Message<{ id: string }>): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO speaker_replicas (id, version, deleted) VALUES (${data.id}::uuid, ${sequence}, true)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = true, name = NULL, user_id = NULL`;
}

/** Leaves a tombstone that leads to the profile into which this one was merged. */
export async function tombstoneMergedSpeaker(
  tx: Tx,
  { data: { id, into }, sequence }: Message<{ id: string; into: string }>,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO speaker_replicas (id, version, deleted, merged_into) VALUES (${id}::uuid, ${sequence}, true, ${into}::uuid)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, deleted = true, name = NULL, user_id = NULL,
      merged_into = excluded.merged_into`;
}

/**
 * Finds the profile to which a chain of merges leads: of two merges the later message may be consumed first.
 * @returns null where the last one was deleted since
 * @throws Error when a profile of the chain is not known yet: the message is retried
 */
export async function resolveMergeTarget(tx: Tx, into: string): Promise<SpeakerReplica | null> {
  for (let next: string | null = into; next !== null; ) {
    const found: SpeakerReplica | null = await tx.speakerReplica.findUnique({ where: { id: next } });
    if (!found) throw new Error(`speaker ${next} is not known yet`);
    if (!found.deleted) return found;
    next = found.mergedInto;
  }
  return null;
}

/**
 * The speakers in the order of their ids, if need be after a moment of waiting for their first messages.
 * @param refuse makes the error for an id that is no speaker's
 */
export const awaitSpeakers = (
  sql: Sql,
  ids: readonly string[],
  refuse: (id: string) => Error,
): Promise<SpeakerReplica[]> =>
  awaitReplicas(
    ids,
    missing => sql.$queryRaw<SpeakerReplica[]>`
      SELECT id::text, version, deleted, name, user_id::text AS "userId", created_by::text AS "createdBy",
        merged_into::text AS "mergedInto"
      FROM speaker_replicas WHERE id = ANY (${missing}::uuid[])`,
    refuse,
  );

/** What the public calls these people now, by id; merged profiles by the ids that they had. Who is deleted is left out. */
export async function findSpeakerNames(sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.$queryRaw<{ id: string; name: string }[]>`
    WITH RECURSIVE named AS (
      SELECT id AS asked, id, name, merged_into FROM speaker_replicas WHERE id = ANY (${[...new Set(ids)]}::uuid[])
      UNION ALL SELECT asked, r.id, r.name, r.merged_into FROM named JOIN speaker_replicas r ON r.id = named.merged_into)
    SELECT asked::text AS id, name FROM named WHERE name IS NOT NULL`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
