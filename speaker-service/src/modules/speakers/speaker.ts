import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '@ems/chassis/auth';
import { newId } from '@ems/chassis/database';
import { forbidden, notFound, parseInput } from '@ems/chassis/errors';
import { type Change, mergePatch } from '@ems/chassis/http';
import { publishSpeaker, publishSpeakerDeleted, speakerCreated, speakerUpdated } from '../../messaging/published';
import { sessionsOf } from '../../replicas/sessions';
import type { Db, Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { canChange } from './access';
import { lockSpeakerForUpdate } from './repository';
import { emptyProfile, type NewSpeaker, profile, type Speaker, type SpeakerPatch, toSpeakerView } from './schemas';

/** A profile as this caller may see it. */
export async function viewSpeaker(db: Db | Tx, speaker: Speaker, caller: Caller | null) {
  const isOnSession = caller !== null && (await sessionsOf(db, speaker.id)).length > 0;
  return toSpeakerView(speaker, caller, isOnSession);
}

/**
 * Locks the profile for a change by this caller.
 * @throws DomainError 404, or 403 for one that is not the caller's
 */
export async function lockOwnSpeakerForUpdate(tx: Tx, id: string, caller: Caller): Promise<Speaker> {
  const speaker = await lockSpeakerForUpdate(tx, id);
  if (!speaker) throw notFound('speaker');
  if (!canChange(caller, speaker))
    throw forbidden('Only the creator of the profile, or the person who claimed it, may do this.');
  return speaker;
}

export async function createSpeaker(tx: Tx, { caller, now }: Change, body: NewSpeaker): Promise<Speaker> {
  const fields = parseInput(profile, mergePatch(emptyProfile, body));
  const speaker = await tx.speaker.create({
    data: { id: newId(), ...fields, createdBy: caller.userId, createdAt: now, updatedAt: now },
  });
  await publishSpeaker(tx, speakerCreated, speaker);
  return speaker;
}

/** @throws DomainError 404, 403, 412, or 400 when the result would be no profile */
export async function changeSpeaker(
  tx: Tx,
  id: string,
  { caller, now, requireIfMatch }: Change,
  patch: SpeakerPatch,
): Promise<Speaker> {
  const current = await lockOwnSpeakerForUpdate(tx, id, caller);
  requireIfMatch(await viewSpeaker(tx, current, caller));
  const before = profile.strip().parse(current);
  const after = parseInput(profile, mergePatch(before, patch));
  if (isDeepStrictEqual(before, after)) return current;
  const speaker = await tx.speaker.update({
    where: { id },
    data: { ...after, version: { increment: 1 }, updatedAt: now },
  });
  await publishSpeaker(tx, speakerUpdated, speaker);
  return speaker;
}

/** @throws DomainError 404, 403, 412, or 409 while the speaker is on a session */
export async function deleteSpeaker(tx: Tx, id: string, { caller, requireIfMatch }: Change): Promise<void> {
  const current = await lockOwnSpeakerForUpdate(tx, id, caller);
  requireIfMatch(current);
  const sessionIds = await sessionsOf(tx, id);
  if (sessionIds.length > 0) {
    throw problem('speaker.in-use', 'The speaker is on a session; take them off it first.', { sessionIds });
  }
  await tx.speaker.delete({ where: { id } });
  await publishSpeakerDeleted(tx, id, current.version + 1);
}
