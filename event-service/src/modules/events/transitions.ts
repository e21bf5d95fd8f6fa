import { conflict, type DomainError } from '@ems/chassis/errors';

export type EventStatus = 'draft' | 'published' | 'cancelled' | 'completed';
export type EventAction = 'publish' | 'unpublish' | 'cancel' | 'complete';

/** From each status, the actions that exist and where they lead. */
export const transitions: Record<EventStatus, Partial<Record<EventAction, EventStatus>>> = {
  draft: { publish: 'published', cancel: 'cancelled' },
  published: { unpublish: 'draft', cancel: 'cancelled', complete: 'completed' },
  cancelled: {},
  completed: {},
};

/** What the guards look at. */
export interface EventFacts {
  status: EventStatus;
  endsAt: Date;
  venue: object | null;
  onlineUrl: string | null;
  seats: { taken: number; waitlisted: number };
}

const actionsFrom = (status: EventStatus) => Object.keys(transitions[status]) as EventAction[];

/**
 * Decides one step.
 * @returns the status it leads to, or why it is refused
 */
export function decide(
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
      return conflict('event.has-registrations', 'People are registered; cancel the event instead.', { ...seats });
    case 'complete':
      if (now >= endsAt) return undefined;
      return conflict('event.not-over', 'The event is not over yet.', { endsAt: endsAt.toISOString() });
    case 'cancel':
      return undefined;
    default:
      return action satisfies never;
  }
}

export const noPlace = () => conflict('event.no-place', 'A public event needs a venue or an onlineUrl.');

const illegal = (from: EventStatus, action: EventAction) =>
  conflict('event.illegal-transition', `An event that is ${from} has no step "${action}".`, {
    from,
    action,
    allowed: actionsFrom(from),
  });

/** The steps that would succeed now. */
export const possibleActions = (event: EventFacts, now: Date): EventAction[] =>
  actionsFrom(event.status).filter(action => 'to' in decide(event, action, now));
