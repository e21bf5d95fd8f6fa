import { record } from '@ems/chassis/messaging';
import { sessionStateChanged } from '@ems/contracts';
import type { z } from 'zod';
import type { Tx } from '../../shared/database';
import { freeSlots } from '../slots';
import { requireSeen, standingOf } from './access';
import type { Change } from './change-session';
import { lockSession, type SessionRow } from './queries';
import type { stepBody } from './schemas';
import { type Action, decideTransition, maySchedule } from './transitions';
import { toSessionState, toSessionView } from './view';

/** Every change of state goes through here: state, history and message in one transaction, and slots freed with them. */
export async function takeStep(
  tx: Tx,
  { id, caller, requireFresh }: Change,
  action: Action,
  { override, reason }: z.infer<typeof stepBody>,
): Promise<SessionRow> {
  const session = await lockSession(tx, id);
  requireSeen(session, caller);
  requireFresh(toSessionView(session, caller));
  const from = session.state;
  const decision = decideTransition({ ...standingOf(session, caller), from, action, override, reason });
  const { to } = decision;
  if (!maySchedule(to)) await freeSlots(tx, session.slots);
  const data = { state: to, version: { increment: 1 }, updatedAt: new Date() };
  const stepped = {
    ...session,
    ...(await tx.session.update({ where: { id }, data })),
    slots: maySchedule(to) ? session.slots : [],
  };
  await tx.sessionHistory.create({
    data: {
      sessionId: id,
      actorId: caller.userId,
      action,
      fromState: from,
      toState: to,
      override: decision.override,
      reason: reason ?? null,
    },
  });
  await record(tx, sessionStateChanged, id, stepped.version, toSessionState(stepped));
  return stepped;
}
