import type { Caller } from '@ems/chassis/auth';
import { parseInput } from '@ems/chassis/errors';
import { mergePatch } from '@ems/chassis/http';
import { record } from '@ems/chassis/messaging';
import { trackDeleted, trackUpdated } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { lockTrack } from './find-track';
import { toTrackView, trackFields, type trackPatch } from './schemas';

interface Change {
  id: string;
  caller: Caller;
  requireFresh(current: { version: number }): void;
}

export async function changeTrack(tx: Tx, { id, caller, requireFresh }: Change, patch: z.infer<typeof trackPatch>) {
  const { track, event } = await lockTrack(tx, id, caller, requireFresh);
  const { name, color, position } = track;
  const fields = parseInput(trackFields, mergePatch({ name, color, position }, patch));
  const data = { ...fields, version: { increment: 1 }, updatedAt: new Date() };
  const changed = await tx.track.update({ where: { id }, data });
  await record(tx, trackUpdated, id, changed.version, { id, eventId: changed.eventId, name: changed.name });
  return toTrackView(changed, event, caller);
}

/** A used track stays: `sessions_track_fkey` refuses it. */
export async function deleteTrack(tx: Tx, { id, caller, requireFresh }: Change): Promise<void> {
  const { track } = await lockTrack(tx, id, caller, requireFresh);
  await tx.track.delete({ where: { id } });
  await record(tx, trackDeleted, id, track.version + 1, { id, eventId: track.eventId });
}
