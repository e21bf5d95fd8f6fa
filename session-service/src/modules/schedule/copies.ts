import { notFound } from '@ems/chassis/errors';
import type { Db } from '../../shared/database';
import { type Programme, programme } from './programme';

/** Of large events a copy is some megabytes: the few that are asked for again and again stay at hand. */
const kept = 8;
const copies = new Map<string, Promise<Programme>>();

/** The copy that a version is. It never changes, so what was read once is right for ever. @throws DomainError 404 */
export function copyOf(db: Db, versionId: string): Promise<Programme> {
  const copy = copies.get(versionId) ?? readCopy(db, versionId);
  copies.delete(versionId);
  copies.set(versionId, copy);
  copy.catch(() => copies.delete(versionId));
  for (const oldest of copies.keys()) if (copies.size > kept) copies.delete(oldest);
  return copy;
}

async function readCopy(db: Db, versionId: string): Promise<Programme> {
  const [row] = await db.$queryRaw<{ json: string }[]>`
    SELECT programme::text AS json FROM schedule_versions WHERE id = ${versionId}::uuid`;
  if (!row) throw notFound('schedule version');
  return programme.parse(JSON.parse(row.json));
}
