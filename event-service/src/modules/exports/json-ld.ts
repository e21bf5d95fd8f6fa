import { joinInTurns, jsonPieces, mapInTurns } from '../../shared/in-turns';
import type { EventRow } from '../events';
import { arrangeByDay, type ScheduleData, type ScheduledSlot, takesPlace } from '../schedule';

/** The event with its schedule in the words of schema.org. */
export async function toJsonLd(event: EventRow, schedule: ScheduleData, baseUrl: string): Promise<string> {
  const isCancelled = event.status === 'cancelled';
  const scheduled = arrangeByDay(event, schedule).flatMap(day => day.rooms.flatMap(room => room.scheduled));
  const subEvent = await mapInTurns(scheduled, slot => ({
    ...toSubEvent(slot, schedule, baseUrl),
    eventStatus: statusOf(isCancelled || !takesPlace(slot.session)),
  }));
  const document = {
    '@context': 'https://schema.org',
    '@type': 'Event',
    '@id': `${baseUrl}/api/v1/events/${event.id}`,
    url: `${baseUrl}/api/v1/events/${event.slug}`,
    name: event.title,
    ...(event.description !== '' && { description: event.description }),
    startDate: event.startsAt.toISOString(),
    endDate: event.endsAt.toISOString(),
    eventStatus: statusOf(isCancelled),
    eventAttendanceMode: `https://schema.org/${attendance(event)}EventAttendanceMode`,
    location: locationOf(event),
    ...(event.tags.length > 0 && { keywords: event.tags }),
    ...(event.logoUrl !== null && { image: event.logoUrl }),
    subEvent,
  };
  return joinInTurns(jsonPieces(document, 2));
}

function toSubEvent({ slot, room, session }: ScheduledSlot, { speakers }: ScheduleData, baseUrl: string) {
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
