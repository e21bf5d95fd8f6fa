import type { Change } from '@ems/chassis/http';
import { publishSession, sessionStatusChanged } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { canBeScheduled } from '../../shared/fields';
import { deleteSlots } from '../slots';
import { relationOf, requireVisibleSession } from './access';
import { lockSessionForUpdate, type SessionRow } from './repository';
import { type TransitionBody, toSessionView } from './schemas';
import { type Action, decideTransition } from './transitions';

/** Every change of status goes through here: status, history and message in one transaction, and slots deleted with them. */
export async function transitionSession(
  tx: Tx,
  id: string,
  change: Change,
  action: Action,
  { override, reason }: TransitionBody,
): Promise<SessionRow> {
  const session = await lockSessionForUpdate(tx, id);
  requireVisibleSession(session, change.caller);
  change.requireIfMatch(toSessionView(session, change));
  const from = session.status;
  const decision = decideTransition({ ...relationOf(session, change), from, action, override, reason });
  const { to } = decision;
  if (!canBeScheduled(to)) await deleteSlots(tx, session.slots);
  const data = { status: to, version: { increment: 1 }, updatedAt: change.now };
  const { status, version, updatedAt } = await tx.session.update({ where: { id }, data });
  const changed = {
    ...session,
    ...{ status, version, updatedAt },
    slots: canBeScheduled(to) ? session.slots : [],
  };
  await tx.sessionHistory.create({
    data: {
      sessionId: id,
      actorId: change.caller.userId,
      action,
      fromStatus: from,
      toStatus: to,
      override: decision.override,
      reason: reason ?? null,
    },
  });
  await publishSession(tx, sessionStatusChanged, changed);
  return changed;
}
