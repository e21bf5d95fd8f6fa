import { forbidden, invalidField, notFound } from '@ems/chassis/errors';
import type { Change } from '@ems/chassis/http';
import { publishSpeaker, publishSpeakerMerged, speakerUpdated } from '../../messaging/published';
import { replaceMergedSpeaker } from '../../replicas/sessions';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { inheritAvailability } from '../availability';
import {
  canChange,
  emptySpeaker,
  endInvitations,
  lockSpeakersForUpdate,
  profile,
  resolveMergeTarget,
  tellContacts,
  toOtherAddresses,
  toProfile,
} from '../speakers';
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
): Promise<void> {
  const locked = await lockSpeakersForUpdate(tx, [id, into]);
  const source = locked.find(speaker => speaker.id === id);
  const target = locked.find(speaker => speaker.id === into);
  if (!source && target && (await resolveMergeTarget(tx, id)) === into && canChange(caller, target)) return;
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
  await tx.suggestion.updateMany({ where: { speakerId: id }, data: { speakerId: into } });
  await emptySpeaker(tx, id);
  const { version } = await tx.speaker.delete({ where: { id } });
  await publishSpeakerMerged(tx, id, version + 1, into);

  const fields = fillEmptyFields(profile.strip().parse(target), profile.strip().parse(source));
  const userId = target.userId ?? source.userId;
  await endInvitations(tx, userId === null ? toOtherAddresses(into, fields.email) : toProfile(into));
  const speaker = await tx.speaker.update({
    where: { id: into },
    data: { ...fields, userId, version: { increment: 1 }, updatedAt: now },
  });
  await publishSpeaker(tx, speakerUpdated, speaker);
  await tellContacts(tx, [into]);
}
