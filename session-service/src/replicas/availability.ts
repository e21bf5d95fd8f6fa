import type { Sql } from '@ems/chassis/database';
import type { Message } from '@ems/chassis/messaging';
import type { SpeakerAvailability } from '@ems/contracts';
import { Prisma } from '../generated/prisma/client';
import type { Tx } from '../shared/database';
import { type Move, movedRanges } from '../shared/intervals';

/**
 * Keeps when speakers are available for events, unless something newer is known. Of what went with its event or its speaker no row is
 * left that has a version, so these are looked at too.
 */
export async function upsertAvailabilities(sql: Sql, messages: readonly Message<SpeakerAvailability>[]): Promise<void> {
  const gone = await lockGoneForShare(sql, messages);
  const present = messages.filter(({ data }) => !gone.has(data.eventId) && !gone.has(data.id));
  const rows = present.map(({ data, sequence, time }) => ({ ...data, version: sequence, changedAt: time }));
  await sql.$executeRaw`
    INSERT INTO availability_replicas AS current (speaker_id, event_id, version, intervals, changed_at)
    SELECT DISTINCT ON (a."eventId", a.id) a.id, a."eventId", a.version,
      (SELECT coalesce(range_agg(tstzrange("startsAt", "endsAt", '[)')), '{}'::tstzmultirange)
       FROM jsonb_to_recordset(a.intervals) AS i ("startsAt" timestamptz, "endsAt" timestamptz)), a."changedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS a (id uuid, "eventId" uuid, version int, intervals jsonb, "changedAt" timestamptz)
    ORDER BY a."eventId", a.id, a.version DESC
    ON CONFLICT (event_id, speaker_id) DO UPDATE SET
      version = excluded.version, intervals = excluded.intervals, changed_at = excluded.changed_at
    WHERE current.version < excluded.version`;
}

/** The events and speakers of these that are deleted. Whoever deletes one meanwhile waits, or is waited for. */
async function lockGoneForShare(sql: Sql, messages: readonly Message<SpeakerAvailability>[]): Promise<Set<string>> {
  const gone = async (locked: PromiseLike<{ id: string; deleted: boolean }[]>) =>
    (await locked).flatMap(({ id, deleted }) => (deleted ? id : []));
  const events = await gone(sql.$queryRaw`
    SELECT id::text, deleted FROM event_replicas WHERE id = ANY(${messages.map(({ data }) => data.eventId)}::uuid[])
    ORDER BY id FOR SHARE`);
  const speakers = await gone(sql.$queryRaw`
    SELECT id::text, deleted FROM speaker_replicas WHERE id = ANY(${messages.map(({ data }) => data.id)}::uuid[])
    ORDER BY id FOR SHARE`);
  return new Set([...events, ...speakers]);
}

/** Moves what speakers have said of an event with it, until speaker-service says the same. */
export async function moveAvailability(tx: Tx, eventId: string, move: Move): Promise<void> {
  await tx.$executeRaw`
    UPDATE availability_replicas SET intervals = (${movedRanges(Prisma.sql`intervals`, move)}) WHERE event_id = ${eventId}::uuid`;
}

/** With the event or the speaker that it is of. */
export async function deleteAvailability(tx: Tx, of: { eventId: string } | { speakerId: string }): Promise<void> {
  await tx.availabilityReplica.deleteMany({ where: of });
}
