import type { RequireVerifiedEmail } from '@ems/chassis/auth';
import type { Change } from '@ems/chassis/http';
import {
  eventCancelled,
  eventCompleted,
  eventPublished,
  eventUnpublished,
  publishEvent,
} from '../../messaging/published';
import type { Tx } from '../../shared/database';
import { requireOrganizer } from './access';
import { type EventRow, factsOf } from './details';
import { lockEventForUpdate, saveEvent } from './repository';
import { toEventView } from './schemas';
import { decideTransition, type EventAction } from './transitions';

const messageOf = {
  publish: eventPublished,
  unpublish: eventUnpublished,
  cancel: eventCancelled,
  complete: eventCompleted,
} satisfies Record<EventAction, unknown>;

export interface Transition {
  action: EventAction;
  /** Of a cancellation. */
  reason: string | null;
}

/**
 * Takes an event to another status.
 * @throws DomainError 404 or 403 for who is not of its team; 403 for who publishes without a verified address, where that is asked
 * for; 409 when there is no such transition, or its guard refuses
 */
export async function transitionEvent(
  tx: Tx,
  ref: string,
  change: Change,
  transition: Transition,
  requireVerifiedEmail: RequireVerifiedEmail,
): Promise<EventRow> {
  const event = await lockEventForUpdate(tx, ref);
  requireOrganizer(event, change.caller);
  change.requireIfMatch(toEventView(event, change));
  if (transition.action === 'publish') await requireVerifiedEmail(tx, change.caller);
  return applyTransition(tx, event, transition, change.now);
}

/**
 * Writes status, version and message of a locked event in one.
 * @throws DomainError 409 like {@link transitionEvent}
 */
export async function applyTransition(
  tx: Tx,
  event: EventRow,
  { action, reason }: Transition,
  now: Date,
): Promise<EventRow> {
  const decision = decideTransition(factsOf(event), action, now);
  if ('refusal' in decision) throw decision.refusal;
  const cancelledAt = decision.to === 'cancelled' ? now : null;
  const changed = await saveEvent(tx, event.id, { status: decision.to, cancelReason: reason, cancelledAt });
  await publishEvent(tx, messageOf[action], changed);
  return changed;
}
