import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { record } from '@ems/chassis/messaging';
import { trackCreated } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { requireOrganizing, shareEvent } from '../events';
import { type newTrackBody, toTrackView } from './schemas';

export async function createTrack(tx: Tx, body: z.infer<typeof newTrackBody>, caller: Caller) {
  const event = await shareEvent(tx, body.eventId);
  requireOrganizing(event, caller);
  const track = await tx.track.create({ data: { id: newId(), ...body } });
  await record(tx, trackCreated, track.id, track.version, { id: track.id, eventId: track.eventId, name: track.name });
  return toTrackView(track, event, caller);
}
