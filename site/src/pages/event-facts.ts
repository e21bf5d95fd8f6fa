import type { Schemas } from '@ems/client/src';
import { nameOfCountry } from '../language/format.ts';
import { messages } from '../language/index.ts';

/** Where an event takes place, in one line. */
export function placeOf({ venue }: Pick<Schemas['Event'], 'venue'>): string {
  if (!venue) return messages().event.online;
  const country = venue.country === null ? null : nameOfCountry(venue.country);
  return [venue.name, venue.address, venue.city, country].filter(Boolean).join(', ');
}
