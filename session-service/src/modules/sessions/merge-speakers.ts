import type { Message } from '@ems/chassis/messaging';
import { deleteAvailability } from '../../replicas/availability';
import { forgetContacts } from '../../replicas/contacts';
import {
  lockSpeakerForUpdate,
  resolveMergeTarget,
  type SpeakerReplica,
  tombstoneMergedSpeaker,
  tombstoneSpeaker,
} from '../../replicas/speakers';
import type { Tx } from '../../shared/database';
import { deleteSlots } from '../slots';
import { createOffer, withdrawOffers } from './offer';
import { speakersChanged } from './session-speakers';
import { slotsThatOverlapThoseOf } from './unknown-slots';

/**
 * Puts the profile into which another was merged in its place on its sessions. Where that shows one person in two places,
 * the slot of the merged one is deleted: its session then has to be scheduled again.
 */
export async function mergeSpeakers(tx: Tx, message: Message<{ id: string; into: string }>): Promise<void> {
  const { id, into } = message.data;
  await lockWithSessionsForUpdate(tx, id);
  await deleteAvailability(tx, { speakerId: id });
  await forgetContacts(tx, { speakerId: id });
  await tombstoneMergedSpeaker(tx, message);
  await withdrawOffers(tx, { speakerId: id }, message.time);
  const target = await resolveMergeTarget(tx, into);
  for (const sessionId of await lockSessionsOfSpeakerForUpdate(tx, id)) {
    const isReplaced = await replaceSpeaker(tx, sessionId, id, target, message.time);
    if (isReplaced) await speakersChanged(tx, sessionId, message.time);
  }
}

/**
 * Nobody is offered a part by a profile that is gone, or is on a session by it: speaker-service deletes none of which it knows that,
 * but somebody may have put it on one at the same time.
 */
export async function deleteSpeaker(tx: Tx, message: Message<{ id: string }>): Promise<void> {
  const { id } = message.data;
  await lockWithSessionsForUpdate(tx, id);
  await deleteAvailability(tx, { speakerId: id });
  await tombstoneSpeaker(tx, message);
  await forgetContacts(tx, { speakerId: id });
  await withdrawOffers(tx, { speakerId: id }, message.time);
  for (const sessionId of await lockSessionsOfSpeakerForUpdate(tx, id)) {
    await tx.sessionSpeaker.deleteMany({ where: { sessionId, speakerId: id } });
    await speakersChanged(tx, sessionId, message.time);
  }
}

/** Whoever is putting the profile on a session is waited for, and whoever comes later finds it gone; sessions first, as everybody does. */
async function lockWithSessionsForUpdate(tx: Tx, id: string): Promise<void> {
  await lockSessionsOfSpeakerForUpdate(tx, id);
  await lockSpeakerForUpdate(tx, id);
}

/** Locks the events and then the sessions, each in one order, as everybody who writes them does. */
async function lockSessionsOfSpeakerForUpdate(tx: Tx, speakerId: string): Promise<string[]> {
  await tx.$queryRaw`
    SELECT 1 FROM event_replicas WHERE id IN (
      SELECT event_id FROM sessions JOIN session_speakers ON session_id = id WHERE speaker_id = ${speakerId}::uuid)
    ORDER BY id FOR NO KEY UPDATE`;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM sessions
    WHERE id IN (SELECT session_id FROM session_speakers WHERE speaker_id = ${speakerId}::uuid) ORDER BY id FOR UPDATE`;
  return rows.map(row => row.id);
}

/** @returns false where the merged one is on the session no more */
async function replaceSpeaker(
  tx: Tx,
  sessionId: string,
  merged: string,
  target: SpeakerReplica | null,
  now: Date,
): Promise<boolean> {
  const {
    submitterId,
    eventId,
    speakers: links,
  } = await tx.session.findUniqueOrThrow({
    where: { id: sessionId },
    include: { speakers: true },
  });
  const link = links.find(({ speakerId }) => speakerId === merged);
  if (!link) return false;
  await tx.sessionSpeaker.delete({ where: { sessionId_speakerId: { sessionId, speakerId: merged } } });
  const present = links.find(({ speakerId }) => speakerId === target?.id);
  if (present && link.binding && !present.binding) {
    // Whom one of the two profiles held to this place is held to it still.
    const key = { sessionId, speakerId: present.speakerId };
    await deleteSlots(tx, await slotsThatOverlapThoseOf(tx, sessionId, present.speakerId));
    await tx.sessionSpeaker.update({ where: { sessionId_speakerId: key }, data: { binding: true } });
  }
  if (target && !present) {
    const { role, position, binding } = link;
    if (binding) await deleteSlots(tx, await slotsThatOverlapThoseOf(tx, sessionId, target.id));
    const part = { speakerId: target.id, role, position, binding };
    // By the merged profile, which is theirs, they have agreed.
    if (target.userId !== null) {
      const made = { ...part, fromUserId: submitterId, toUserId: target.userId };
      await createOffer(tx, { id: sessionId, eventId }, made, now, 'accepted');
    }
    await tx.sessionSpeaker.create({ data: { sessionId, ...part } });
  }
  return true;
}
