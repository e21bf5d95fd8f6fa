import type { DomainError } from '@ems/chassis/errors';
import type { EventStatus } from '@ems/contracts';
import { problem } from '../../shared/problem';

export type EventAction = 'publish' | 'unpublish' | 'cancel' | 'complete';

/** The transition table: from each status, the actions that exist and the status that each leads to. */
const transitions: Record<EventStatus, Partial<Record<EventAction, EventStatus>>> = {
  draft: { publish: 'published', cancel: 'cancelled' },
  published: { unpublish: 'draft', cancel: 'cancelled', complete: 'completed' },
  cancelled: {},
  completed: {},
};

/** What the guards decide by. */
export interface EventFacts {
  status: EventStatus;
  endsAt: Date;
  venue: object | null;
  onlineUrl: string | null;
  seats: { taken: number; waitlisted: number };
}

const actionsFrom = (status: EventStatus) => Object.keys(transitions[status]) as EventAction[];

/**
 * Decides one transition.
 * @param now the clock of the decision
 * @returns the status it leads to, or why it is refused
 */
export function decideTransition(
  event: EventFacts,
  action: EventAction,
  now: Date,
): { to: EventStatus } | { refusal: DomainError } {
  const to = transitions[event.status][action];
  if (!to) return { refusal: illegal(event.status, action) };
  const refusal = guard(event, action, now);
  return refusal ? { refusal } : { to };
}

function guard(
  { endsAt, venue, onlineUrl, seats }: EventFacts,
  action: EventAction,
  now: Date,
): DomainError | undefined {
  switch (action) {
    case 'publish':
      if (venue || onlineUrl) return undefined;
      return noPlace();
    case 'unpublish':
      if (seats.taken + seats.waitlisted === 0) return undefined;
      return problem('event.has-registrations', 'People are registered; cancel the event instead.', {
        taken: seats.taken,
        waitlisted: seats.waitlisted,
      });
    case 'complete':
      if (now >= endsAt) return undefined;
      return problem('event.not-over', 'The event is not over yet.', { endsAt: endsAt.toISOString() });
    case 'cancel':
      return undefined;
    default:
      return action satisfies never;
  }
}

export const noPlace = () => problem('event.no-place', 'A public event needs a venue or an onlineUrl.');

const illegal = (from: EventStatus, action: EventAction) =>
  problem('event.illegal-transition', `An event that is ${from} has no transition "${action}".`, {
    from,
    action,
    allowed: actionsFrom(from),
  });

/** The actions that would succeed now. */
export const allowedTransitions = (event: EventFacts, now: Date): EventAction[] =>
  actionsFrom(event.status).filter(action => 'to' in decideTransition(event, action, now));

/** Only a draft for which nobody is registered. */
export const isDeletable = ({ status, seats }: Pick<EventFacts, 'status' | 'seats'>): boolean =>
  status === 'draft' && seats.taken + seats.waitlisted === 0;
