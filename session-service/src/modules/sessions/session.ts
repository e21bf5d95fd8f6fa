import type { RequireVerifiedEmail } from '@ems/chassis/auth';
import { allInOrder, newId, type SqlTransaction } from '@ems/chassis/database';
import { forbidden, parseInput } from '@ems/chassis/errors';
import { type Change, mergePatch } from '@ems/chassis/http';
import {
  publishDeletion,
  sessionCreated,
  sessionDeleted,
  sessionMessage,
  sessionUpdated,
} from '../../messaging/published';
import type { SpeakerReplica } from '../../replicas/speakers';
import type { Tx } from '../../shared/database';
import { problem } from '../../shared/problem';
import { findSettings, refuseBlocked } from '../conflicts';
import { isCfpOpen, isOrganizer, lockEventForShare, requireVisibleEvent, teamRole } from '../events';
import { deleteSlots } from '../slots';
import { relationOf, requireDeletable, requireEditable, requireVisibleSession } from './access';
import { asKnownTo, nextVersion } from './announced';
import { lockSessionForChange, lockSessionForUpdate, type SessionRow } from './repository';
import { insertSession, updateSession } from './save-session';
import { type NewSession, type SessionPatch, sessionFields, toSessionView } from './schemas';
import { firstSpeakers } from './session-speakers';
import type { Status } from './transitions';

/**
 * @param requireVerifiedEmail of who submits, and is not of the team
 * @throws DomainError 404, or for who is not of the team 409 `cfp.closed` or 403 `user.email-unverified`
 */
export async function createSession(
  sql: SqlTransaction,
  eventId: string,
  { caller, now }: Change,
  { submit, speakerIds, ...fields }: NewSession,
  speakers: readonly SpeakerReplica[],
  requireVerifiedEmail: RequireVerifiedEmail,
): Promise<SessionRow> {
  const event = await lockEventForShare(sql, eventId);
  requireVisibleEvent(event, caller);
  const isTeam = isOrganizer(teamRole(event, caller));
  if (!isTeam && !isCfpOpen(event, now)) throw problem('cfp.closed', 'The call for papers is not open.');
  if (!isTeam && fields.externalId !== null) throw externalIdForbidden();
  if (!isTeam && submit) await requireVerifiedEmail(sql, caller);
  const status = firstStatus(fields.type, isTeam, submit);
  const session = { id: newId(), ...fields, eventId, status, ...nothingHeld, submitterId: caller.userId, version: 1 };
  const byId = new Map(speakers.map(speaker => [speaker.id, speaker]));
  const inOrder = speakerIds.flatMap(speakerId => byId.get(speakerId) ?? []);
  const people = firstSpeakers(session, inOrder, { caller, now }, isTeam);
  const message = sessionMessage(sessionCreated, { ...session, speakers: people.speakers });
  const [made] = await sql.finish<[Pick<SessionRow, 'createdAt' | 'updatedAt'>[]]>(
    insertSession(session),
    ...people.statements,
    message,
  );
  const [times] = made;
  if (!times) throw new Error('an insert returned nothing');
  return { ...session, ...times, event, speakers: people.speakers, offers: people.offers, slots: [], released: null };
}

const nothingHeld = {
  announcedStatus: null,
  announcedVersion: null,
  announcedUpdatedAt: null,
  decisionMessage: null,
} as const;

/** It is one of the event's own, and tells of the session that has it. */
const externalIdForbidden = () => forbidden('Only the team says by which id a session is known elsewhere.');

/** Breaks and the like are nobody's proposal: when the team makes one, it is confirmed. */
function firstStatus(type: NewSession['type'], isTeam: boolean, submit: boolean): Status {
  if (isTeam && (type === 'break' || type === 'other')) return 'confirmed';
  return submit ? 'submitted' : 'draft';
}

export async function changeSession(
  sql: SqlTransaction,
  id: string,
  change: Change,
  patch: SessionPatch,
): Promise<SessionRow> {
  const session = await lockSessionForChange(sql, id);
  requireVisibleSession(session, change.caller);
  requireEditable(session, change);
  change.requireIfMatch(toSessionView(session, change));
  const fields = parseInput(sessionFields, mergePatch(session, patch));
  const isTeam = relationOf(session, change).parties.includes('team');
  if (!isTeam && fields.externalId !== session.externalId) throw externalIdForbidden();
  const changed = { ...session, ...fields, ...nextVersion(session, change.now) };
  const update = updateSession(changed);
  const message = sessionMessage(sessionUpdated, changed);
  // Who does not know of its slots is not refused for their sake: the team sees the conflict.
  if (!needsOtherSlots(asKnownTo(session, change.caller), changed)) {
    await sql.finish(update, message);
    return changed;
  }
  const [, settings] = await allInOrder([
    sql.$executeRaw(update.template, ...update.values),
    findSettings(sql, { id: session.eventId }),
  ]);
  const slotIds = session.slots.map(slot => slot.id);
  await refuseBlocked(sql, settings, slotIds);
  await sql.finish(message);
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
