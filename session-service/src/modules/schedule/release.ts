import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { conflict } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { scheduleReleased } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { findConflicts, toConflictViews } from '../conflicts';
import { requireOrganizing, shareEvent } from '../events';
import { type AboutVersion, aboutVersion } from './queries';
import type { releaseBody } from './schemas';
import { programmeWithin } from './work-in-progress';

interface Release {
  eventId: string;
  caller: Caller;
  body: z.infer<typeof releaseBody>;
}

/**
 * Copies what the public is to see. Conflicts and copy are as of one moment, whoever books meanwhile.
 * @throws DomainError 409 `schedule.blocked` with the first conflicts that stand in the way, and how many there are
 */
export async function releaseSchedule(tx: Tx, { eventId, caller, body }: Release): Promise<AboutVersion> {
  await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
  const event = await shareEvent(tx, eventId);
  requireOrganizing(event, caller);
  const blocking = await findConflicts(tx, eventId, { severity: ['block', 'block-release'] });
  if (blocking.length > 0) {
    throw conflict('schedule.blocked', 'Conflicts stand that keep a schedule from being released.', {
      count: blocking.length,
      conflicts: await toConflictViews(tx, eventId, blocking.slice(0, 20)),
    });
  }
  const id = newId();
  const programme = JSON.stringify(await programmeWithin(tx, eventId));
  await tx.$executeRaw`
    INSERT INTO schedule_versions (id, event_id, name, comment, released_by, programme)
    VALUES (${id}::uuid, ${eventId}::uuid, ${body.name}, ${body.comment}, ${caller.userId}::uuid, ${programme}::jsonb)`;
  const version = await tx.scheduleVersion.findUniqueOrThrow({ where: { id }, select: aboutVersion });
  await record(tx, scheduleReleased, version.id, 1, { id: version.id, eventId, name: version.name });
  return version;
}

/** With their event, which must be marked as deleted: the database keeps them from going otherwise. */
export async function removeVersions(tx: Tx, eventId: string): Promise<void> {
  await tx.scheduleVersion.deleteMany({ where: { eventId } });
}
