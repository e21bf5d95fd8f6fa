import { notFound } from '@ems/chassis/errors';
import { record } from '@ems/chassis/messaging';
import { sessionSpeakersChanged } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { refuseBlocked } from '../conflicts';
import { lockEventOf } from '../events';
import { requireEditable, requireSeen } from './access';
import type { Change } from './change-session';
import { findSession, lockSession, type SessionRow } from './queries';
import type { speakerBody } from './schemas';
import { toSessionState, toSessionView } from './view';

/** Puts a speaker on a session, or changes the role. Where the session has slots, `slot_speakers_speaker_once` may refuse it. */
export async function putSpeaker(
  tx: Tx,
  change: Change,
  speakerId: string,
  wish: z.infer<typeof speakerBody>,
): Promise<SessionRow> {
  const session = await lockForSpeakers(tx, change);
  const present = session.speakers.find(link => link.speakerId === speakerId);
  const last = session.speakers.at(-1)?.position ?? -1;
  const role = wish.role ?? present?.role ?? 'speaker';
  const position = wish.position ?? present?.position ?? last + 1;
  if (present?.role === role && present.position === position) return session;
  const sessionId = session.id;
  await tx.sessionSpeaker.upsert({
    where: { sessionId_speakerId: { sessionId, speakerId } },
    create: { sessionId, speakerId, role, position },
    update: { role, position },
  });
  const slotIds = session.slots.map(slot => slot.id);
  if (!present && slotIds.length > 0) await refuseBlocked(tx, session.eventId, slotIds);
  return raiseVersion(tx, session);
}

/** @throws DomainError 404 when the speaker is not on the session */
export async function removeSpeaker(tx: Tx, change: Change, speakerId: string): Promise<void> {
  const session = await lockForSpeakers(tx, change);
  const { count } = await tx.sessionSpeaker.deleteMany({ where: { sessionId: session.id, speakerId } });
  if (count === 0) throw notFound('speaker on this session');
  await raiseVersion(tx, session);
}

async function lockForSpeakers(tx: Tx, { id, caller, requireFresh }: Change): Promise<SessionRow> {
  await lockEventOf(tx, id);
  const session = await lockSession(tx, id);
  requireSeen(session, caller);
  requireEditable(session, caller);
  requireFresh(toSessionView(session, caller));
  return session;
}

async function raiseVersion(tx: Tx, { id }: SessionRow): Promise<SessionRow> {
  await tx.session.update({ where: { id }, data: { version: { increment: 1 }, updatedAt: new Date() } });
  const session = await findSession(tx, id);
  if (!session) throw notFound('session');
  await record(tx, sessionSpeakersChanged, id, session.version, toSessionState(session));
  return session;
}
