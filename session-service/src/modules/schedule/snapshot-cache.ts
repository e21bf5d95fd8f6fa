import { notFound } from '@ems/chassis/errors';
import type { Db } from '../../shared/database';
import { type ScheduleData, scheduleData } from './schedule-data';

/** Of large events a snapshot is some megabytes: the few that are asked for again and again stay in memory. */
const maxEntries = 8;
const cache = new Map<string, Promise<ScheduleData>>();

/** The snapshot of a version. It never changes, so what was read once is right for ever. @throws DomainError 404 */
export function snapshotOf(db: Db, versionId: string): Promise<ScheduleData> {
  const snapshot = cache.get(versionId) ?? readSnapshot(db, versionId);
  cache.delete(versionId);
  cache.set(versionId, snapshot);
  snapshot.catch(() => cache.delete(versionId));
  for (const oldest of cache.keys()) if (cache.size > maxEntries) cache.delete(oldest);
  return snapshot;
}

async function readSnapshot(db: Db, versionId: string): Promise<ScheduleData> {
  const [row] = await db.$queryRaw<{ json: string }[]>`
    SELECT schedule::text AS json FROM schedule_versions WHERE id = ${versionId}::uuid`;
  if (!row) throw notFound('schedule version');
  return scheduleData.parse(JSON.parse(row.json));
}
