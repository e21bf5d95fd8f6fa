import type { RequireVerifiedEmail } from '@ems/chassis/auth';
import type { Change } from '@ems/chassis/http';
import { publishDecisions, publishSession, sessionStatusChanged } from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { canBeScheduled } from '../../shared/fields';
import { isOrganizer, teamRole } from '../events';
import { deleteSlots } from '../slots';
import { relationOf, requireVisibleSession } from './access';
import { announceSessions } from './announce';
import { announcedState, asKnownTo, heldState, isHeld, knownStatus, openState } from './announced';
import { lockSessionForUpdate, type SessionRow } from './repository';
import { type TransitionBody, toSessionView } from './schemas';
import { type Action, decideTransition, isDecision, type Status } from './transitions';

/**
 * Every change of status goes through here: status, history and message in one transaction, and slots deleted with them. Who
 * does not see what is held acts on what they know.
 * @param requireVerifiedEmail of who submits, and is not of the team
 */
export async function transitionSession(
  tx: Tx,
  id: string,
  change: Change,
  action: Action,
  { override, note, reason, message }: TransitionBody,
  requireVerifiedEmail: RequireVerifiedEmail,
): Promise<SessionRow> {
  const locked = await lockSessionForUpdate(tx, id);
  requireVisibleSession(locked, change.caller);
  change.requireIfMatch(toSessionView(locked, change));
  const known = asKnownTo(locked, change.caller);
  const relation = relationOf(locked, change);
  const decision = decideTransition({ ...relation, from: known.status, action, override, note });
  if (action === 'submit' && !relation.parties.includes('team')) await requireVerifiedEmail(tx, change.caller);
  const { to } = decision;
  // What is confirmed was accepted, and its people are told so.
  const isAccepted = action === 'confirm' && locked.status === 'accepted' && isHeld(locked);
  const [session = locked] = isAccepted ? await announceSessions(tx, [locked], change) : [];
  const hides = staysHeld(session, action, to);
  const state = hides ? heldState(session, to, change.now) : openlyAfter(session, action, to, change.now);
  if (!canBeScheduled(to)) await deleteSlots(tx, session.slots);
  const decisionMessage = isHeld(state) ? (message ?? null) : null;
  await tx.session.update({ where: { id }, data: { ...state, decisionMessage } });
  const changed = { ...session, ...state, decisionMessage, slots: canBeScheduled(to) ? session.slots : [] };
  await tx.sessionHistory.create({
    data: {
      sessionId: id,
      actorId: change.caller.userId,
      action,
      fromStatus: session.status,
      toStatus: to,
      override: decision.override,
      reason: reason ?? null,
      note: note ?? null,
      message: message ?? null,
      held: hides,
      announcedFrom: isHeld(session) ? session.announcedStatus : null,
    },
  });
  await publishSession(tx, sessionStatusChanged, changed);
  if (isDecision(action) && !hides) await publishDecisions(tx, [{ ...changed, message: message ?? null }]);
  return changed;
}

const openlyAfter = (session: SessionRow, action: Action, to: Status, now: Date) =>
  isDecision(action) ? announcedState(session, to, now) : openState(session, to, now);

/** Whether the session's own people do not see this transition. */
const staysHeld = (session: SessionRow, action: Action, to: Status): boolean =>
  isDecision(action)
    ? isHeldDecision(session)
    : isHeld(session) && action === 'reopen' && to === session.announcedStatus;

/**
 * A decision on what somebody outside the team has proposed is held, as long as they have been promised nothing: to take a
 * promise back is told at once.
 */
function isHeldDecision(session: SessionRow): boolean {
  const { event, submitterId } = session;
  const isByTeam = isOrganizer(teamRole(event, { userId: submitterId, role: 'member' }));
  return !isByTeam && holdable.includes(knownStatus(session));
}

const holdable: readonly Status[] = ['submitted', 'waitlisted', 'rejected'];
