import type { Caller } from '@ems/chassis/auth';
import { conflict, forbidden, invalidField, notFound } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { speakerMerged, speakerUpdated } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { followMerge } from '../session-copies';
import { findMerged, findSpeaker, mayChange, profile, type Speaker } from '../speakers';
import { fill } from './fill';
import { inheritAvailability } from './inherit-availability';

interface Merge {
  /** The profile that goes. */
  id: string;
  /** The one that stands. */
  into: string;
  caller: Caller;
  /** Refuses when the caller read another version of the one that goes. */
  requireFresh(current: Speaker): void;
}

/**
 * Makes two profiles of one person one. What stands keeps all it has and takes what it lacks, and the other's id leads to it.
 * Done before, it changes nothing.
 * @throws DomainError 404, 403, 412, 400 for an unknown `into`, or 409 when two people claimed them
 */
export async function mergeSpeakers(tx: Tx, { id, into, caller, requireFresh }: Merge): Promise<Speaker> {
  // In the order of their ids, so that two merges the two ways round wait for each other instead of for ever.
  await tx.$queryRaw`SELECT 1 FROM speakers WHERE id IN (${id}::uuid, ${into}::uuid) ORDER BY id FOR UPDATE`;
  const [goes, stands] = [await findSpeaker(tx, id), await findSpeaker(tx, into)];
  if (!goes && stands && (await findMerged(tx, [id])).get(id) === into && mayChange(caller, stands)) return stands;
  if (!goes) throw notFound('speaker');
  if (!mayChange(caller, goes)) throw forbidden('Only who may change both profiles makes them one.');
  if (!stands) throw invalidField('#/into', 'unknown', 'There is no such speaker.');
  if (!mayChange(caller, stands)) throw forbidden('Only who may change both profiles makes them one.');
  requireFresh(goes);
  if (goes.userId !== null && stands.userId !== null)
    throw conflict('speaker.both-claimed', 'Each of the two is claimed by a person of their own.');

  await tx.mergedSpeaker.updateMany({ where: { intoId: id }, data: { intoId: into } });
  await tx.mergedSpeaker.create({ data: { id, intoId: into } });
  await followMerge(tx, id, into);
  await inheritAvailability(tx, id, into);
  await tx.speaker.delete({ where: { id } });
  await record(tx, speakerMerged, id, goes.version + 1, { id, into });

  const fields = fill(profile.strip().parse(stands), profile.strip().parse(goes));
  const userId = stands.userId ?? goes.userId;
  const data = { ...fields, userId, version: { increment: 1 }, updatedAt: new Date() };
  const speaker = await tx.speaker.update({ where: { id: into }, data });
  await record(tx, speakerUpdated, into, speaker.version, { id: into, userId, createdBy: speaker.createdBy });
  return speaker;
}
