import type { EventStatus } from '@ems/contracts';
import { describe, expect, it } from '@jest/globals';
import { allowedTransitions, decideTransition, type EventAction, type EventFacts } from './transitions';

const now = new Date('2026-05-01T12:00:00Z');
const facts = (status: EventStatus, overrides: Partial<EventFacts> = {}): EventFacts => ({
  status,
  endsAt: new Date('2026-05-01T11:00:00Z'),
  venue: {},
  onlineUrl: null,
  seats: { taken: 0, waitlisted: 0 },
  ...overrides,
});
const refusalOf = (event: EventFacts, action: EventAction) => {
  const decision = decideTransition(event, action, now);
  return 'refusal' in decision ? decision.refusal : undefined;
};

describe('an event', () => {
  it.each<[EventStatus, EventAction, EventStatus]>([
    ['draft', 'publish', 'published'],
    ['draft', 'cancel', 'cancelled'],
    ['published', 'unpublish', 'draft'],
    ['published', 'cancel', 'cancelled'],
    ['published', 'complete', 'completed'],
  ])('that is %s, after %s, is %s', (from, action, to) =>
    expect(decideTransition(facts(from), action, now)).toEqual({ to }),
  );

  it.each<[EventStatus, EventAction[], EventAction[]]>([
    ['draft', ['unpublish', 'complete'], ['publish', 'cancel']],
    ['published', ['publish'], ['unpublish', 'cancel', 'complete']],
    ['cancelled', ['publish', 'unpublish', 'cancel', 'complete'], []],
    ['completed', ['publish', 'unpublish', 'cancel', 'complete'], []],
  ])('that is %s has none of the transitions %j', (from, illegal, allowed) => {
    for (const action of illegal) {
      const refusal = refusalOf(facts(from), action);
      expect(refusal?.code).toBe('event.illegal-transition');
      expect(refusal?.options.facts).toEqual({ from, action, allowed });
    }
  });

  it('is published with a venue or an online address, and not without', () => {
    expect(refusalOf(facts('draft', { venue: null }), 'publish')?.code).toBe('event.no-place');
    expect(refusalOf(facts('draft', { venue: null, onlineUrl: 'https://a.example' }), 'publish')).toBeUndefined();
  });

  it('is not unpublished while people have a seat or wait for one', () => {
    expect(refusalOf(facts('published', { seats: { taken: 1, waitlisted: 0 } }), 'unpublish')?.options.facts).toEqual({
      taken: 1,
      waitlisted: 0,
    });
    expect(refusalOf(facts('published', { seats: { taken: 0, waitlisted: 1 } }), 'unpublish')).toBeDefined();
  });

  it('is completed from its very end on', () => {
    expect(refusalOf(facts('published', { endsAt: now }), 'complete')).toBeUndefined();
    expect(refusalOf(facts('published', { endsAt: new Date(now.getTime() + 1) }), 'complete')?.code).toBe(
      'event.not-over',
    );
  });

  it('allows exactly the transitions that would succeed', () => {
    expect(allowedTransitions(facts('draft', { venue: null }), now)).toEqual(['cancel']);
    expect(allowedTransitions(facts('published'), now)).toEqual(['unpublish', 'cancel', 'complete']);
    expect(allowedTransitions(facts('completed'), now)).toEqual([]);
  });
});
