import { isDeepStrictEqual } from 'node:util';
import type { Caller } from '@ems/chassis/auth';
import { allInOrder, newId, type Sql, type Statement } from '@ems/chassis/database';
import { forbidden, invalidField, notFound, parseInput } from '@ems/chassis/errors';
import { type Change, mergePatch } from '@ems/chassis/http';
import { publishSpeaker, speakerCreated, speakerMessage, speakerUpdated } from '../../messaging/published';
import { sessionsOf } from '../../replicas/sessions';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { canChange, canMend } from './access';
import { endInvitations, toOtherAddresses } from './end-invitations';
import { removeSpeaker } from './remove-speaker';
import { findShownSpeaker, findSpeakerOfUser, lockSpeaker, lockSpeakerForUpdate } from './repository';
import { updateSpeaker } from './save-speaker';
import {
  emptyProfile,
  type NewSpeaker,
  profile,
  type ShownSpeaker,
  type Speaker,
  type SpeakerPatch,
  toSpeakerView,
} from './schemas';
import { tellContacts } from './tell-contacts';

export const topicTwice = () => invalidField('#/topics', 'duplicate', 'Each topic once.');

/** An account has one profile at most. */
export async function hasSpeaker(sql: Sql, userId: string): Promise<Error> {
  const speaker = await findSpeakerOfUser(sql, userId);
  return problem('user.has-speaker', 'Your account has a profile.', { speakerId: speaker?.id });
}

/** A profile as this caller may see it. @throws DomainError 404 */
export async function viewSpeaker(sql: Sql, id: string, caller: Caller | null) {
  const speaker = await findShownSpeaker(sql, { id }, caller);
  if (!speaker) throw notFound('speaker');
  return toSpeakerView(speaker, caller);
}

/**
 * Locks the profile for a change by this caller.
 * @throws DomainError 404, or 403 for one that is not the caller's
 */
export async function lockOwnSpeakerForUpdate(tx: Tx, id: string, caller: Caller): Promise<Speaker> {
  const speaker = await lockSpeakerForUpdate(tx, id);
  if (!speaker) throw notFound('speaker');
  if (!canChange(caller, speaker)) throw notYours();
  return speaker;
}

const notYours = () => forbidden('Only the creator of the profile, or the person who claimed it, may do this.');

/**
 * @returns its id
 * @throws the database's error of `speakers_user_id_key` for one's own profile where the account has one
 */
export async function createSpeaker(
  tx: Tx,
  { caller, now }: Change,
  { self = false, ...body }: NewSpeaker,
): Promise<string> {
  const fields = parseInput(profile, mergePatch(emptyProfile, body));
  const userId = self ? caller.userId : null;
  const speaker = await tx.speaker.create({
    data: { id: newId(), ...fields, userId, createdBy: caller.userId, createdAt: now, updatedAt: now },
  });
  await publishSpeaker(tx, speakerCreated, speaker);
  if (fields.email !== null) await tellContacts(tx, [speaker.id]);
  return speaker.id;
}

/**
 * For who may change the profile; one that nobody has claimed is changed by the team of its events too, all but its address: mail
 * that concerns others goes there.
 * @param finish sends the last statements of the transaction, by default one after another
 * @returns the profile as it is afterwards
 * @throws DomainError 404, 403, 412, or 400 when the result would be no profile
 */
export async function changeSpeaker(
  sql: Sql,
  id: string,
  { caller, now, requireIfMatch }: Change,
  patch: SpeakerPatch,
  finish: (...statements: Statement[]) => Promise<unknown> = (...statements) => runAll(sql, statements),
): Promise<ShownSpeaker> {
  const [, current] = await allInOrder([lockSpeaker(sql, id), findShownSpeaker(sql, { id }, caller)]);
  if (!current) throw notFound('speaker');
  if (!canChange(caller, current)) {
    if (!canMend(current, current)) throw notYours();
    if ('email' in patch) throw forbidden('Only the creator of the profile may change its address.');
  }
  requireIfMatch(toSpeakerView(current, caller));
  const before = profile.strip().parse(current);
  const after = parseInput(profile, mergePatch(before, patch));
  if (isDeepStrictEqual(before, after)) return current;
  const changed = { ...current, ...after, version: current.version + 1, updatedAt: now };
  const writes = [updateSpeaker(changed), speakerMessage(speakerUpdated, changed)];
  if (before.email === after.email) {
    await finish(...writes);
    return changed;
  }
  await endInvitations(sql, toOtherAddresses(id, after.email));
  await runAll(sql, writes);
  await tellContacts(sql, [id]);
  // Who is told of the address is a version of the profile too.
  return (await findShownSpeaker(sql, { id }, caller)) ?? changed;
}

async function runAll(sql: Sql, statements: readonly Statement[]): Promise<void> {
  for (const { template, values } of statements) await sql.$executeRaw(template, ...values);
}

/** @throws DomainError 404, 403, 412, or 409 while the speaker is on a session */
export async function deleteSpeaker(tx: Tx, id: string, { caller, requireIfMatch }: Change): Promise<void> {
  const current = await lockOwnSpeakerForUpdate(tx, id, caller);
  requireIfMatch(current);
  const sessionIds = await sessionsOf(tx, id);
  if (sessionIds.length > 0) {
    throw problem('speaker.in-use', 'The speaker is on a session; take them off it first.', { sessionIds });
  }
  await removeSpeaker(tx, id);
}
