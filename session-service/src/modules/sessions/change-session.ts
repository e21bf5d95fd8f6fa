import type { Caller } from '@ems/chassis/auth';
import { parseInput } from '@ems/chassis/errors';
import { mergePatch } from '@ems/chassis/http';
import { record } from '@ems/chassis/messaging';
import { sessionDeleted, sessionUpdated } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { requireDeletable, requireEditable, requireSeen } from './access';
import { lockSession, type SessionRow } from './queries';
import { sessionFields, type sessionPatch } from './schemas';
import { toSessionState, toSessionView } from './view';

export interface Change {
  id: string;
  caller: Caller;
  requireFresh(current: { version: number }): void;
}

export async function changeSession(
  tx: Tx,
  { id, caller, requireFresh }: Change,
  patch: z.infer<typeof sessionPatch>,
): Promise<SessionRow> {
  const session = await lockSession(tx, id);
  requireSeen(session, caller);
  requireEditable(session, caller);
  requireFresh(toSessionView(session, caller));
  const fields = parseInput(sessionFields, mergePatch(editable(session), patch));
  const data = { ...fields, version: { increment: 1 }, updatedAt: new Date() };
  const changed = { ...session, ...(await tx.session.update({ where: { id }, data })) };
  await record(tx, sessionUpdated, id, changed.version, toSessionState(changed));
  return changed;
}

function editable(session: SessionRow) {
  const { title, abstract, description, type, level, language, durationMinutes, expectedAudience, trackId, tags } =
    session;
  return { title, abstract, description, type, level, language, durationMinutes, expectedAudience, trackId, tags };
}

/** A session with slots stays: `slots_session_fkey` refuses it. */
export async function deleteSession(tx: Tx, { id, caller, requireFresh }: Change): Promise<void> {
  const session = await lockSession(tx, id);
  requireSeen(session, caller);
  requireDeletable(session, caller);
  requireFresh(toSessionView(session, caller));
  await tx.session.delete({ where: { id } });
  await record(tx, sessionDeleted, id, session.version + 1, { id, eventId: session.eventId });
}
