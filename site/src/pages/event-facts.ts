import type { Schemas } from '@ems/client/src';
import { nameOfCountry } from '../language/format.ts';
import { messages } from '../language/index.ts';

type WithVenue = Pick<Schemas['Event'], 'venue'>;

/** Where an event takes place, in few words. */
export const briefPlaceOf = ({ venue }: WithVenue): string =>
  venue ? [venue.name, venue.city].filter(Boolean).join(', ') : messages().event.online;

/** Where an event takes place, in one line. */
export function placeOf({ venue }: WithVenue): string {
  if (!venue) return messages().event.online;
  const country = venue.country === null ? null : nameOfCountry(venue.country);
  return [venue.name, venue.address, venue.city, country].filter(Boolean).join(', ');
}
