import { joinInTurns, jsonPieces, mapInTurns } from '@ems/chassis/concurrency';
import type { Links } from '../../shared/links';
import type { EventRow } from '../events';
import { arrangeByDay, type ScheduleData, type ScheduledSlot, scheduledOn, takesPlace } from '../schedule';

/** The event with its schedule in the words of schema.org. */
export async function toJsonLd(event: EventRow, schedule: ScheduleData, links: Links): Promise<string> {
  const scheduled = scheduledOn(arrangeByDay(event, schedule));
  const subEvent = await mapInTurns(scheduled, slot => sessionAsJsonLd(event, slot, schedule, links));
  return joinInTurns(jsonPieces({ ...eventAsJsonLd(event, links), subEvent }, 2));
}

/** The event alone. */
export function eventAsJsonLd(event: EventRow, links: Links) {
  return {
    '@context': 'https://schema.org',
    '@type': 'Event',
    '@id': `${links.api}/api/v1/events/${event.id}`,
    url: links.event(event.slug),
    name: event.title,
    ...(event.description !== '' && { description: event.description }),
    startDate: event.startsAt.toISOString(),
    endDate: event.endsAt.toISOString(),
    eventStatus: statusOf(event.status === 'cancelled'),
    eventAttendanceMode: `https://schema.org/${attendance(event)}EventAttendanceMode`,
    location: locationOf(event),
    ...(event.tags.length > 0 && { keywords: event.tags }),
    ...(event.logoUrl !== null && { image: event.logoUrl }),
  };
}

/** A session at one of its times. */
export function sessionAsJsonLd(
  event: EventRow,
  { slot, room, session }: ScheduledSlot,
  { speakers }: ScheduleData,
  links: Links,
) {
  const performer = session.speakers.flatMap(({ speakerId }) => {
    const speaker = speakers?.get(speakerId);
    return speaker
      ? [{ '@type': 'Person', '@id': `${links.api}/api/v1/speakers/${speaker.id}`, name: speaker.name }]
      : [];
  });
  return {
    '@type': 'Event',
    identifier: slot.id,
    url: links.session(event.slug, session.id),
    name: session.title,
    ...(session.subtitle !== '' && { alternateName: session.subtitle }),
    ...(session.abstract !== '' && { description: session.abstract }),
    startDate: slot.startsAt.toISOString(),
    endDate: slot.endsAt.toISOString(),
    ...(session.languages.length > 0 && { inLanguage: session.languages }),
    ...(session.logoUrl !== null && { image: session.logoUrl }),
    ...(session.sourceUrl !== null && { sameAs: session.sourceUrl }),
    ...(session.tags.length > 0 && { keywords: session.tags }),
    location: { '@type': 'Place', name: room.name },
    ...(performer.length > 0 && { performer }),
    eventStatus: statusOf(event.status === 'cancelled' || !takesPlace(session)),
  };
}

const statusOf = (isCancelled: boolean) => `https://schema.org/${isCancelled ? 'EventCancelled' : 'EventScheduled'}`;

const attendance = ({ venueName, onlineUrl }: EventRow) =>
  venueName === null ? 'Online' : onlineUrl === null ? 'Offline' : 'Mixed';

function locationOf(event: EventRow): object[] {
  const { venueName: name, venueAddress, venueCity, venueCountry, onlineUrl } = event;
  const address = {
    '@type': 'PostalAddress',
    ...(venueAddress !== null && { streetAddress: venueAddress }),
    ...(venueCity !== null && { addressLocality: venueCity }),
    ...(venueCountry !== null && { addressCountry: venueCountry }),
  };
  return [
    ...(name === null ? [] : [{ '@type': 'Place', name, address }]),
    ...(onlineUrl === null ? [] : [{ '@type': 'VirtualLocation', url: onlineUrl }]),
  ];
}
