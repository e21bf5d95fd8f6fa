import { newId } from '@ems/chassis/database';
import { parseInput } from '@ems/chassis/errors';
import { type Change, mergePatch } from '@ems/chassis/http';
import {
  publishDeletion,
  publishSession,
  sessionCreated,
  sessionDeleted,
  sessionUpdated,
} from '../../messaging/published';
import type { SpeakerReplica } from '../../replicas/speakers';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { refuseBlocked } from '../conflicts';
import { isCfpOpen, isOrganizer, lockEventForShare, requireVisibleEvent, teamRole } from '../events';
import { deleteSlots } from '../slots';
import { requireDeletable, requireEditable, requireVisibleSession } from './access';
import { lockSessionForUpdate, type SessionRow } from './repository';
import { type NewSession, type SessionPatch, sessionFields, toSessionView } from './schemas';
import { addFirstSpeakers } from './session-speakers';
import type { Status } from './transitions';

/** @throws DomainError 404, or 409 `cfp.closed` for who is not of the team */
export async function createSession(
  tx: Tx,
  eventId: string,
  { caller, now }: Change,
  { submit, speakerIds, ...fields }: NewSession,
  speakers: readonly SpeakerReplica[],
): Promise<SessionRow> {
  const event = await lockEventForShare(tx, eventId);
  requireVisibleEvent(event, caller);
  const isTeam = isOrganizer(teamRole(event, caller));
  if (!isTeam && !isCfpOpen(event, now)) throw problem('cfp.closed', 'The call for papers is not open.');
  const status = firstStatus(fields.type, isTeam, submit);
  const session = await tx.session.create({
    data: { id: newId(), ...fields, eventId, status, submitterId: caller.userId },
  });
  const byId = new Map(speakers.map(speaker => [speaker.id, speaker]));
  const inOrder = speakerIds.flatMap(speakerId => byId.get(speakerId) ?? []);
  const people = await addFirstSpeakers(tx, session, inOrder, { caller, now }, isTeam);
  await tx.sessionHistory.create({
    data: { sessionId: session.id, actorId: caller.userId, action: 'create', toStatus: status },
  });
  const row: SessionRow = { ...session, event, ...people, slots: [], released: null };
  await publishSession(tx, sessionCreated, row);
  return row;
}

/** Breaks and the like are nobody's proposal: when the team makes one, it is confirmed. */
function firstStatus(type: NewSession['type'], isTeam: boolean, submit: boolean): Status {
  if (isTeam && (type === 'break' || type === 'other')) return 'confirmed';
  return submit ? 'submitted' : 'draft';
}

export async function changeSession(tx: Tx, id: string, change: Change, patch: SessionPatch): Promise<SessionRow> {
  const session = await lockSessionForUpdate(tx, id);
  requireVisibleSession(session, change.caller);
  requireEditable(session, change);
  change.requireIfMatch(toSessionView(session, change));
  const fields = parseInput(sessionFields, mergePatch(session, patch));
  const data = { ...fields, version: { increment: 1 }, updatedAt: change.now };
  const changed = { ...session, ...(await tx.session.update({ where: { id }, data })) };
  if (needsOtherSlots(session, changed)) {
    const slotIds = session.slots.map(slot => slot.id);
    await refuseBlocked(tx, session.eventId, slotIds);
  }
  await publishSession(tx, sessionUpdated, changed);
  return changed;
}

/** Whether a scheduled session is now to have another time or room than it had. */
const needsOtherSlots = ({ slots, ...before }: SessionRow, after: SessionRow) =>
  slots.length > 0 &&
  (before.durationMinutes !== after.durationMinutes || before.expectedAudience !== after.expectedAudience);

/** A session with slots stays: `slots_session_fkey` refuses it. */
export async function deleteSession(tx: Tx, id: string, change: Change): Promise<void> {
  const session = await lockSessionForUpdate(tx, id);
  requireVisibleSession(session, change.caller);
  requireDeletable(session, change);
  change.requireIfMatch(toSessionView(session, change));
  await tx.session.delete({ where: { id } });
  await publishDeletion(tx, sessionDeleted, session);
}

/** With their event: all sessions and their slots. */
export async function deleteSessionsOfEvent(tx: Tx, eventId: string): Promise<void> {
  await deleteSlots(tx, await tx.slot.findMany({ where: { eventId } }));
  const sessions = await tx.session.findMany({
    where: { eventId },
    select: { id: true, eventId: true, version: true },
  });
  await tx.session.deleteMany({ where: { eventId } });
  for (const session of sessions) await publishDeletion(tx, sessionDeleted, session);
}
