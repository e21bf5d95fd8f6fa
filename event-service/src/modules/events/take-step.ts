import { record } from '@ems/chassis/messaging';
import { eventCancelled, eventCompleted, eventPublished, eventUnpublished } from '@ems/contracts';
import type { Tx } from '../../shared/database';
import { saveEvent } from './repository';
import { decide, type EventAction } from './transitions';
import { type EventRow, factsOf, toEventState } from './view';

const facts = {
  publish: eventPublished,
  unpublish: eventUnpublished,
  cancel: eventCancelled,
  complete: eventCompleted,
} satisfies Record<EventAction, unknown>;

/**
 * Takes a locked event one step further: status, version and message in one.
 * @param reason of a cancellation
 * @throws DomainError 409 when there is no such step, or its guard refuses
 */
export async function takeStep(tx: Tx, event: EventRow, action: EventAction, reason: string | null): Promise<EventRow> {
  const decision = decide(factsOf(event), action, new Date());
  if ('refusal' in decision) throw decision.refusal;
  const changed = await saveEvent(tx, event.id, { status: decision.to, cancelReason: reason });
  await record(tx, facts[action], changed.id, changed.version, toEventState(changed));
  return changed;
}
