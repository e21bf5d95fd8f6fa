import { joinInTurns, jsonPieces } from '@ems/chassis/concurrency';
import { newId } from '@ems/chassis/database';
import type { Change } from '@ems/chassis/http';
import { publishRelease } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { findConflicts, findSettings, toConflictViews } from '../conflicts';
import { lockEventForUpdate, requireOrganizer } from '../events';
import { draftScheduleIn } from './draft-schedule';
import { toReleased } from './released';
import { type VersionRow, versionColumns } from './repository';
import type { ReleaseBody } from './schemas';

/**
 * Takes a snapshot of what the public is to see. Conflicts and snapshot are of one moment, whoever books meanwhile.
 * @throws DomainError 409 `schedule.blocked` with the first conflicts that block the release, and how many there are
 */
export async function releaseSchedule(
  tx: Tx,
  eventId: string,
  { caller }: Change,
  { name, comment }: ReleaseBody,
): Promise<VersionRow> {
  await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
  // Releases follow one another. This lock comes before the moment that the transaction sees is chosen; one of a row would not.
  await tx.$executeRaw`LOCK TABLE released_sessions IN SHARE ROW EXCLUSIVE MODE`;
  const event = await lockEventForUpdate(tx, { id: eventId });
  requireOrganizer(event, caller);
  const blocking = await findConflicts(tx, await findSettings(tx, { id: eventId }), {
    severity: ['block', 'block-release'],
  });
  if (blocking.length > 0) {
    throw problem('schedule.blocked', 'There are conflicts that block a release.', {
      count: blocking.length,
      conflicts: await toConflictViews(tx, eventId, blocking.slice(0, 20)),
    });
  }
  const id = newId();
  const draft = await draftScheduleIn(tx, eventId);
  const schedule = await joinInTurns(jsonPieces(draft));
  await tx.$executeRaw`
    INSERT INTO schedule_versions (id, event_id, name, comment, released_by, schedule)
    VALUES (${id}::uuid, ${eventId}::uuid, ${name}, ${comment}, ${caller.userId}::uuid, ${schedule}::jsonb)`;
  const version = await tx.scheduleVersion.findUniqueOrThrow({ where: { id }, select: versionColumns });
  await publishRelease(tx, toReleased(version, draft));
  return version;
}

/** With their event, which must be marked as deleted: the database refuses it otherwise. */
export async function deleteScheduleVersions(tx: Tx, eventId: string): Promise<void> {
  await tx.releasedSession.deleteMany({ where: { eventId } });
  await tx.releasedRoom.deleteMany({ where: { eventId } });
  await tx.releasedTrack.deleteMany({ where: { eventId } });
  await tx.scheduleVersion.deleteMany({ where: { eventId } });
}
