import type { EventRow } from '../events';
import type { Programme } from '../programme';
import { arrange, type Placed } from './compose';

/** The event with its programme in the words of schema.org. */
export function toJsonLd(event: EventRow, programme: Programme, baseUrl: string): string {
  const eventStatus = `https://schema.org/${event.status === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`;
  const placed = arrange(event, programme).flatMap(day => day.rooms.flatMap(room => room.placed));
  return JSON.stringify({
    '@context': 'https://schema.org',
    '@type': 'Event',
    '@id': `${baseUrl}/api/v1/events/${event.id}`,
    url: `${baseUrl}/api/v1/events/${event.slug}`,
    name: event.title,
    ...(event.description !== '' && { description: event.description }),
    startDate: event.startsAt.toISOString(),
    endDate: event.endsAt.toISOString(),
    eventStatus,
    eventAttendanceMode: `https://schema.org/${attendance(event)}EventAttendanceMode`,
    location: locationOf(event),
    ...(event.tags.length > 0 && { keywords: event.tags }),
    subEvent: placed.map(at => ({ ...toSubEvent(at, programme, baseUrl), eventStatus })),
  });
}

function toSubEvent({ slot, room, session }: Placed, { speakers }: Programme, baseUrl: string) {
  const performer = session.speakers.flatMap(({ speakerId }) => {
    const speaker = speakers?.get(speakerId);
    return speaker
      ? [{ '@type': 'Person', '@id': `${baseUrl}/api/v1/speakers/${speaker.id}`, name: speaker.name }]
      : [];
  });
  return {
    '@type': 'Event',
    identifier: slot.id,
    url: `${baseUrl}/api/v1/sessions/${session.id}`,
    name: session.title,
    ...(session.abstract !== '' && { description: session.abstract }),
    startDate: slot.startsAt.toISOString(),
    endDate: slot.endsAt.toISOString(),
    ...(session.language !== null && { inLanguage: session.language }),
    location: { '@type': 'Place', name: room.name },
    ...(performer.length > 0 && { performer }),
  };
}

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
