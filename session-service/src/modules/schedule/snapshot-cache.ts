import { mapInTurns } from '@ems/chassis/concurrency';
import { notFound } from '@ems/chassis/errors';
import { countCacheRead } from '@ems/chassis/metrics';
import type { Db } from '../../shared/database';
import { emptySchedule, type ScheduleData, scheduleData } from './schedule-data';

/** Of large events a snapshot is some megabytes: the few that are asked for again and again stay in memory. */
const maxEntries = 8;
const cache = new Map<string, Promise<ScheduleData>>();

/** The snapshot of a version. It never changes, so what was read once is right for ever. @throws DomainError 404 */
export function snapshotOf(db: Db, versionId: string): Promise<ScheduleData> {
  countCacheRead('snapshots', cache.has(versionId));
  const snapshot = cache.get(versionId) ?? readSnapshot(db, versionId);
  cache.delete(versionId);
  cache.set(versionId, snapshot);
  snapshot.catch(() => cache.delete(versionId));
  for (const oldest of cache.keys()) if (cache.size > maxEntries) cache.delete(oldest);
  return snapshot;
}

/** In parts, each a list of so many: to parse megabytes at once would hold up others. */
const partSize = 100;
const schedulePart = scheduleData.partial();

async function readSnapshot(db: Db, versionId: string): Promise<ScheduleData> {
  const parts = await db.$queryRaw<{ json: string }[]>`
    SELECT jsonb_build_object(name, jsonb_agg(value ORDER BY nth))::text AS json FROM (
      SELECT list.name, item.value, item.nth, (item.nth - 1) / ${partSize} AS part
      FROM schedule_versions v, jsonb_each(v.schedule) list(name, items),
        jsonb_array_elements(list.items) WITH ORDINALITY item(value, nth)
      WHERE v.id = ${versionId}::uuid) items
    GROUP BY name, part ORDER BY name, part`;
  if (parts.length === 0 && !(await isVersion(db, versionId))) throw notFound('schedule version');
  const snapshot: ScheduleData = structuredClone(emptySchedule);
  for (const part of await mapInTurns(parts, ({ json }) => schedulePart.parse(JSON.parse(json)))) {
    snapshot.rooms.push(...(part.rooms ?? []));
    snapshot.tracks.push(...(part.tracks ?? []));
    snapshot.slots.push(...(part.slots ?? []));
    snapshot.sessions.push(...(part.sessions ?? []));
  }
  return snapshot;
}

const isVersion = async (db: Db, id: string): Promise<boolean> =>
  (await db.scheduleVersion.count({ where: { id } })) > 0;
