import type { EventDetails } from '../../replicas/events';

/** When and where an event takes place, as mails compare it. */
export interface EventPlan extends Pick<EventDetails, 'venue' | 'onlineUrl'> {
  startsAt: string;
  endsAt: string;
  timezone: string;
}

/** A venue on one line; null for none. */
export function venueText(venue: EventDetails['venue']): string | null {
  if (!venue) return null;
  const { name, address, city, country } = venue;
  return [name, address, city, country].filter(Boolean).join(', ');
}

/** What of when and where an event takes place is another than before. What was not sent before is no news. */
export function changesOf(before: EventPlan, after: EventPlan): { times: boolean; place: boolean } {
  const isOther = (name: 'startsAt' | 'endsAt') => Date.parse(before[name]) !== Date.parse(after[name]);
  const isElsewhere = before.venue !== undefined && venueText(before.venue) !== venueText(after.venue);
  const isOtherLink = before.onlineUrl !== undefined && before.onlineUrl !== (after.onlineUrl ?? null);
  return {
    times: isOther('startsAt') || isOther('endsAt') || before.timezone !== after.timezone,
    place: isElsewhere || isOtherLink,
  };
}
