import type { Message } from '@ems/chassis/messaging';
import type { ReleasedSchedule } from '@ems/contracts';
import type { Tx } from '../shared/database';
import { lockSpeakersForShare } from './sessions';

/** Replaces what the public sees of an event by a release, unless a later one is known. */
export const upsertRelease = (tx: Tx, { data }: Message<ReleasedSchedule>): Promise<void> => replaceRelease(tx, data);

/** Also by the same release, said again; but not for an event that was deleted, with which its release went. */
export async function replaceRelease(tx: Tx, { id, eventId, sessions }: ReleasedSchedule): Promise<void> {
  // Messages of before a release carried its sessions have none.
  if (!sessions || (await lockEventForShare(tx, eventId))?.deleted) return;
  await lockSpeakersForShare(tx, [...new Set(sessions.flatMap(({ speakerIds }) => speakerIds))]);
  const isNews = await tx.$executeRaw`
    INSERT INTO release_replicas AS current (event_id, version_id) VALUES (${eventId}::uuid, ${id}::uuid)
    ON CONFLICT (event_id) DO UPDATE SET version_id = excluded.version_id
    WHERE current.version_id <= excluded.version_id`;
  if (isNews === 0) return;
  await tx.releasedSession.deleteMany({ where: { eventId } });
  await tx.$executeRaw`
    INSERT INTO released_sessions (id, event_id, title, slots, speaker_ids)
    SELECT s.id, ${eventId}::uuid, s.title, s.slots, ARRAY(
      SELECT DISTINCT coalesce(into_id, named) FROM unnest(s."speakerIds") AS named
      LEFT JOIN merged_speakers ON merged_speakers.id = named)
    FROM jsonb_to_recordset(${JSON.stringify(sessions)}::jsonb) AS s(id uuid, title text, slots jsonb, "speakerIds" uuid[])`;
}

/** Whoever deletes the event meanwhile waits, or is waited for. */
async function lockEventForShare(tx: Tx, id: string): Promise<{ deleted: boolean } | undefined> {
  const [event] = await tx.$queryRaw<{ deleted: boolean }[]>`
    SELECT deleted FROM event_replicas WHERE id = ${id}::uuid FOR SHARE`;
  return event;
}
