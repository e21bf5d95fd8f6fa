import { forbidden, invalidField, notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { publishSpeaker, publishSpeakerMerged, speakerUpdated } from '../../messaging/published';
import { replaceMergedSpeaker } from '../../replicas/sessions';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { inheritAvailability } from '../availability';
import { canChange, lockSpeakersForUpdate, profile, resolveMergeTarget, type Speaker } from '../speakers';
import { fillEmptyFields } from './fill-empty-fields';

/**
 * Merges a profile into another of the same person. The target keeps all it has and takes what it lacks, and the merged
 * one's id leads to it. Done before, it changes nothing.
 * @throws DomainError 404, 403, 412, 400 for an unknown `into`, or 409 when two people claimed them
 */
export async function mergeSpeakers(
  tx: Tx,
  id: string,
  { caller, now, requireIfMatch }: Change,
  into: string,
): Promise<Speaker> {
  const locked = await lockSpeakersForUpdate(tx, [id, into]);
  const source = locked.find(speaker => speaker.id === id);
  const target = locked.find(speaker => speaker.id === into);
  if (!source && target && (await resolveMergeTarget(tx, id)) === into && canChange(caller, target)) return target;
  if (!source) throw notFound('speaker');
  if (!canChange(caller, source)) throw forbidden('Only those who may change both profiles merge them.');
  if (!target) throw invalidField('#/into', 'unknown', 'There is no such speaker.');
  if (!canChange(caller, target)) throw forbidden('Only those who may change both profiles merge them.');
  requireIfMatch(source);
  if (source.userId !== null && target.userId !== null)
    throw problem('speaker.both-claimed', 'Each of the two is claimed by a person of their own.');

  await tx.mergedSpeaker.updateMany({ where: { intoId: id }, data: { intoId: into } });
  await tx.mergedSpeaker.create({ data: { id, intoId: into } });
  await replaceMergedSpeaker(tx, id, into);
  await inheritAvailability(tx, id, into, now);
  await tx.speaker.delete({ where: { id } });
  await publishSpeakerMerged(tx, id, source.version + 1, into);

  const fields = fillEmptyFields(profile.strip().parse(target), profile.strip().parse(source));
  const userId = target.userId ?? source.userId;
  const speaker = await tx.speaker.update({
    where: { id: into },
    data: { ...fields, userId, version: { increment: 1 }, updatedAt: now },
  });
  await publishSpeaker(tx, speakerUpdated, speaker);
  return speaker;
}
